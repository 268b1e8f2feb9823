/** How a node reaches the services: its token, addresses tried in turn, a bound on every wait. */
@NullMarked
package io.sluice.node.link;

import org.jspecify.annotations.NullMarked;
