/** Nodes: membership, requests of operators, admission. */
@NullMarked
package io.sluice.contracts.node;

import org.jspecify.annotations.NullMarked;
