/** Takes tasks from Kafka into the queue, in batches. */
@NullMarked
package io.sluice.dispatch.intake;

import org.jspecify.annotations.NullMarked;
