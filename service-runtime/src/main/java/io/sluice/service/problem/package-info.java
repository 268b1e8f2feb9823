/** How a fault becomes an answer (RFC 9457). */
@NullMarked
package io.sluice.service.problem;

import org.jspecify.annotations.NullMarked;
