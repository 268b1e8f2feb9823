/** Who a caller is and what it may do: the one place that decides it. */
@NullMarked
package io.sluice.service.auth;

import org.jspecify.annotations.NullMarked;
