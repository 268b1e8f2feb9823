/** The services behind the gateway, as it speaks to them. */
@NullMarked
package io.sluice.gateway.upstream;

import org.jspecify.annotations.NullMarked;
