/** What services share of Kafka: topics at start, and the form of events. */
@NullMarked
package io.sluice.service.kafka;

import org.jspecify.annotations.NullMarked;
