/** The short form of P1 to P3, held against what was recorded. */
@NullMarked
package io.sluice.benchmarks.check;

import org.jspecify.annotations.NullMarked;
