/** How fast the web console is with many nodes and tasks. */
@NullMarked
package io.sluice.benchmarks.console;

import org.jspecify.annotations.NullMarked;
