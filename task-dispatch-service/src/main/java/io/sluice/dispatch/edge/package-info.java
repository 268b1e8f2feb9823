/** How requests name a node or a task, and how a node proves who it is. */
@NullMarked
package io.sluice.dispatch.edge;

import org.jspecify.annotations.NullMarked;
