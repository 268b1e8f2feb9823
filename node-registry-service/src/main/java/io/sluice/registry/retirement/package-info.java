/** Deletes a node that will not come back. */
@NullMarked
package io.sluice.registry.retirement;

import org.jspecify.annotations.NullMarked;
