/** The cluster as a whole, and its queue. */
@NullMarked
package io.sluice.gateway.api.cluster;

import org.jspecify.annotations.NullMarked;
