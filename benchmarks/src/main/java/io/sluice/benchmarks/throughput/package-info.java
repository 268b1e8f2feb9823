/** Many tasks at once: how many a second, and what each costs, beside other queues (P1, P2). */
@NullMarked
package io.sluice.benchmarks.throughput;

import org.jspecify.annotations.NullMarked;
