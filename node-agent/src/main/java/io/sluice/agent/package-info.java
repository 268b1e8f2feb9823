/** A node with no UI. */
@NullMarked
package io.sluice.agent;

import org.jspecify.annotations.NullMarked;
