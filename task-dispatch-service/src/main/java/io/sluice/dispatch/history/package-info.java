/**
 * What has been. What has ended: its partitions, made before they are needed and dropped when retention is over, and how much
 * it was, minute by minute. And how busy each node was.
 */
@NullMarked
package io.sluice.dispatch.history;

import org.jspecify.annotations.NullMarked;
