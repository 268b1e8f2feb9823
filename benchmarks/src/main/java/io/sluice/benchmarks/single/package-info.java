/** Tasks that come one by one: what each costs, and how soon it starts (P2b, P3). */
@NullMarked
package io.sluice.benchmarks.single;

import org.jspecify.annotations.NullMarked;
