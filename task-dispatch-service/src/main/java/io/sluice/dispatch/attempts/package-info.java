/** Attempts from their assignment to their end: renewals, reports, loss, cancel, timeout and expiry. */
@NullMarked
package io.sluice.dispatch.attempts;

import org.jspecify.annotations.NullMarked;
