/**
 * The suite on one machine: PostgreSQL, Kafka and every service as processes of their own, kept alive as Kubernetes would.
 * {@link io.sluice.local.suite.Suite} is also what tests of the whole drive.
 */
@NullMarked
package io.sluice.local.suite;

import org.jspecify.annotations.NullMarked;
