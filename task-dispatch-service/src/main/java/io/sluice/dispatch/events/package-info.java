/** What happens to tasks, told to whoever listens on Kafka. */
@NullMarked
package io.sluice.dispatch.events;

import org.jspecify.annotations.NullMarked;
