/** Kafka topics at start. */
@NullMarked
package io.sluice.service.kafka;

import org.jspecify.annotations.NullMarked;
