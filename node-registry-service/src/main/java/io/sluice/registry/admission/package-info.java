/** Tells task-dispatch what it may do with a node, and knows what it has committed. */
@NullMarked
package io.sluice.registry.admission;

import org.jspecify.annotations.NullMarked;
