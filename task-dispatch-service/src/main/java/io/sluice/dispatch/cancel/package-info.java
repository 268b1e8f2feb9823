/** Cancels, and the eviction of what outlasts a drain. */
@NullMarked
package io.sluice.dispatch.cancel;

import org.jspecify.annotations.NullMarked;
