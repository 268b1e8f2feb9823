/** What processes cost, as the kernel counts it: CPU time and memory by part of the suite, and the machine's own unit. */
@NullMarked
package io.sluice.benchmarks.cost;

import org.jspecify.annotations.NullMarked;
