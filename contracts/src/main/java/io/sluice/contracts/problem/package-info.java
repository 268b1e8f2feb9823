/** The published catalogue of errors (RFC 9457). */
@NullMarked
package io.sluice.contracts.problem;

import org.jspecify.annotations.NullMarked;
