/** How fast Sluice is, measured from outside on packaged processes. Each package below is one benchmark, or what they share. */
@NullMarked
package io.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
