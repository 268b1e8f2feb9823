/** Nodes as the public API shows them, and what operators do with them. */
@NullMarked
package io.sluice.gateway.api.nodes;

import org.jspecify.annotations.NullMarked;
