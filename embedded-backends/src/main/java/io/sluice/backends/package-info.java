/** The two things that Sluice needs and does not bring: PostgreSQL and Kafka, real ones, from their published binaries. */
@NullMarked
package io.sluice.backends;

import org.jspecify.annotations.NullMarked;
