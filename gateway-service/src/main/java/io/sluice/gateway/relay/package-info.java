/** The way of nodes that reach the services only through the gateway. */
@NullMarked
package io.sluice.gateway.relay;

import org.jspecify.annotations.NullMarked;
