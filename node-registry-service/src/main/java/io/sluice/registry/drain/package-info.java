/** Drain and resume, the capacity floor, and what comes of a drain. */
@NullMarked
package io.sluice.registry.drain;

import org.jspecify.annotations.NullMarked;
