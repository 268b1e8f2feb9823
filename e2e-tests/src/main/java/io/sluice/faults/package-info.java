/**
 * Breaks a cluster on this machine, seeded, while a workload runs: kills, freezes, cuts, shifted clocks, restarts, and
 * operators at work. What the guarantees are worth under it is for {@code io.sluice.verification} to say.
 */
@NullMarked
package io.sluice.faults;

import org.jspecify.annotations.NullMarked;
