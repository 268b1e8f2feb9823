/** The cluster in a few numbers. Both edges, the API and the console, use it. */
@NullMarked
package io.sluice.gateway.cluster;

import org.jspecify.annotations.NullMarked;
