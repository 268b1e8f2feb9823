/** One agent's start and memory, and the command line's cost (P10). */
@NullMarked
package io.sluice.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
