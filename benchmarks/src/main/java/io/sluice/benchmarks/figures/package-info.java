/** What a benchmark says: figures with their spread, the machine and the commit they are of, as a table and as JSON. */
@NullMarked
package io.sluice.benchmarks.figures;

import org.jspecify.annotations.NullMarked;
