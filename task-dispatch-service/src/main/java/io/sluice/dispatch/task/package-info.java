/** A task as the statements of all features see it. */
@NullMarked
package io.sluice.dispatch.task;

import org.jspecify.annotations.NullMarked;
