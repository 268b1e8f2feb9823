/** Requests that are malformed, and the problems that answer them: the same in every process. */
@NullMarked
package io.sluice.http;

import org.jspecify.annotations.NullMarked;
