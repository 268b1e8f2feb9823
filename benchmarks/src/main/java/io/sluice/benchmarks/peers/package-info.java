/** Other queues on a PostgreSQL of their own, measured in the same run. */
@NullMarked
package io.sluice.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
