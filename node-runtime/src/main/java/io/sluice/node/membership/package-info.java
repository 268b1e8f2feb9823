/** Who this process is in the cluster: registers, checks in, obeys drain and cap, says goodbye. */
@NullMarked
package io.sluice.node.membership;

import org.jspecify.annotations.NullMarked;
