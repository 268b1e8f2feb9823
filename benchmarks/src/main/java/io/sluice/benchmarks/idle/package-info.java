/** A suite that has nothing to do: its start, memory and CPU time (P9). */
@NullMarked
package io.sluice.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
