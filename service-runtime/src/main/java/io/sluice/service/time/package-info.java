/** The clock. */
@NullMarked
package io.sluice.service.time;

import org.jspecify.annotations.NullMarked;
