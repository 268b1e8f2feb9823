/** Runs attempts: processes and other task types, their limits, their output, their end. */
@NullMarked
package io.sluice.node.execution;

import org.jspecify.annotations.NullMarked;
