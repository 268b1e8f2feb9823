/**
 * What a user sees of the whole suite: packaged processes, driven through the public API, Kafka and the command line
 * alone. Each scenario leaves the cluster as it found it.
 */
@NullMarked
package io.sluice.e2e;

import org.jspecify.annotations.NullMarked;
