/** Tasks whose time is over: in the queue, and while they run. */
@NullMarked
package io.sluice.dispatch.deadlines;

import org.jspecify.annotations.NullMarked;
