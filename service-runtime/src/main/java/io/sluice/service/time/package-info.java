/** The clock, and pauses. */
@NullMarked
package io.sluice.service.time;

import org.jspecify.annotations.NullMarked;
