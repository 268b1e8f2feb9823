/** How long a node may go on: renewals, departures, and the loss of what was not renewed. */
@NullMarked
package io.sluice.dispatch.leases;

import org.jspecify.annotations.NullMarked;
