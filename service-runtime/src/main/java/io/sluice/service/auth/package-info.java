/**
 * Who a caller is: one authentication mechanism for each kind of credentials. What a caller may do is configuration, the
 * {@code quarkus.http.auth.permission} settings of this module and of each service.
 */
@NullMarked
package io.sluice.service.auth;

import org.jspecify.annotations.NullMarked;
