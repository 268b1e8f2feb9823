/** A suite to be measured, started as its users start it, and asked by its public API. */
@NullMarked
package io.sluice.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
