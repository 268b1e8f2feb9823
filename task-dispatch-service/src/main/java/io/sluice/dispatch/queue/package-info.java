/** The queue as a whole: pause, summary, and the keys that submitters bind to their tasks. */
@NullMarked
package io.sluice.dispatch.queue;

import org.jspecify.annotations.NullMarked;
