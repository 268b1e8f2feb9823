/** The capacity floor: how many slots operators may take away. */
@NullMarked
package io.sluice.registry.capacity;

import org.jspecify.annotations.NullMarked;
