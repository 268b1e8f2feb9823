/** Tells Kubernetes, on the agent's own pod, whether the pod is busy. */
@NullMarked
package io.sluice.agent.pod;

import org.jspecify.annotations.NullMarked;
