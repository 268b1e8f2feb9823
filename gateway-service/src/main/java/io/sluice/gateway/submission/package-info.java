/** Takes tasks for the cluster: from a submission to a record that Kafka has acknowledged, and on to where dispatch knows it. */
@NullMarked
package io.sluice.gateway.submission;

import org.jspecify.annotations.NullMarked;
