/** Shows on a running cluster, from outside, whether the guarantees hold: a workload, a witness and a checker. */
@NullMarked
package io.sluice.verification;

import org.jspecify.annotations.NullMarked;
