/** How soon a drain is answered under load (P5). */
@NullMarked
package io.sluice.benchmarks.barrier;

import org.jspecify.annotations.NullMarked;
