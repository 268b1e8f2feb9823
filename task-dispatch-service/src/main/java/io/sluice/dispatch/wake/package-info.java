/** Replicas wake each other, and themselves, when a transaction is committed. */
@NullMarked
package io.sluice.dispatch.wake;

import org.jspecify.annotations.NullMarked;
