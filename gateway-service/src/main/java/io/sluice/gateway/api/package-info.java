/** What all of the public API shares. */
@NullMarked
package io.sluice.gateway.api;

import org.jspecify.annotations.NullMarked;
