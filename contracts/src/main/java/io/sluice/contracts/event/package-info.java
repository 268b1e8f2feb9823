/** Kafka topics and what their records carry. */
@NullMarked
package io.sluice.contracts.event;

import org.jspecify.annotations.NullMarked;
