/** Keeps losses back while it is probably not the nodes that are gone. */
@NullMarked
package io.sluice.dispatch.calm;

import org.jspecify.annotations.NullMarked;
