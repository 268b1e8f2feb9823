/** Tasks that are processes, beside xargs (P4, P4b). */
@NullMarked
package io.sluice.benchmarks.exec;

import org.jspecify.annotations.NullMarked;
