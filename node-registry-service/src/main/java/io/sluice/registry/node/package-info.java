/** A node as it is stored, and how its row is read and locked. */
@NullMarked
package io.sluice.registry.node;

import org.jspecify.annotations.NullMarked;
