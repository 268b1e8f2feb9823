/** The partitions of what has ended: made before they are needed, dropped when retention is over. */
@NullMarked
package io.sluice.dispatch.history;

import org.jspecify.annotations.NullMarked;
