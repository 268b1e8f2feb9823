/** Tasks: submission, states, views. */
@NullMarked
package io.sluice.contracts.task;

import org.jspecify.annotations.NullMarked;
