/** What passes between a node and task dispatch: assignments in, renewals and reports out. */
@NullMarked
package io.sluice.node.stream;

import org.jspecify.annotations.NullMarked;
