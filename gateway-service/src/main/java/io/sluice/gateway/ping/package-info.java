/** What this gateway says of itself to load balancers, and how it sends its clients elsewhere. */
@NullMarked
package io.sluice.gateway.ping;

import org.jspecify.annotations.NullMarked;
