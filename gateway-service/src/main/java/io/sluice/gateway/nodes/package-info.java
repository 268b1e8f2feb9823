/** Nodes as the registry and task-dispatch know them together, and how a request names them. Both edges, the API and the console, use it. */
@NullMarked
package io.sluice.gateway.nodes;

import org.jspecify.annotations.NullMarked;
