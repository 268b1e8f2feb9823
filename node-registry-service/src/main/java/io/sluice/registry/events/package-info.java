/** What other services hear of a node, through an outbox. */
@NullMarked
package io.sluice.registry.events;

import org.jspecify.annotations.NullMarked;
