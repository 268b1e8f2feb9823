/** The audit: who did what, when and why. */
@NullMarked
package io.sluice.contracts.audit;

import org.jspecify.annotations.NullMarked;
