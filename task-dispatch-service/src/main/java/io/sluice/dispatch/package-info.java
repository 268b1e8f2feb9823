/** Task dispatch: takes tasks from Kafka, queues them, assigns them to nodes with spare capacity. */
@NullMarked
package io.sluice.dispatch;

import org.jspecify.annotations.NullMarked;
