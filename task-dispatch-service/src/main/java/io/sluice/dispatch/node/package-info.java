/** A node as the statements of all features see it. */
@NullMarked
package io.sluice.dispatch.node;

import org.jspecify.annotations.NullMarked;
