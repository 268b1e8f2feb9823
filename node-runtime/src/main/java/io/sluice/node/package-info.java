/** The library that makes a process a node: it starts with the process and leaves in order with it. */
@NullMarked
package io.sluice.node;

import org.jspecify.annotations.NullMarked;
