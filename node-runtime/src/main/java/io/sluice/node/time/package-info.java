/** The time that passes on this machine, frozen or not. */
@NullMarked
package io.sluice.node.time;

import org.jspecify.annotations.NullMarked;
