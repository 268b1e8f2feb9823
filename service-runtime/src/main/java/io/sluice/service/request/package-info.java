/** What a request may be. */
@NullMarked
package io.sluice.service.request;

import org.jspecify.annotations.NullMarked;
