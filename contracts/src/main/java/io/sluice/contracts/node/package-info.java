/** Nodes: membership, wishes of operators, admission. */
@NullMarked
package io.sluice.contracts.node;

import org.jspecify.annotations.NullMarked;
