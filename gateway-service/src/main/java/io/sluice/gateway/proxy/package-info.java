/** A gateway behind a proxy that serves it under a path. */
@NullMarked
package io.sluice.gateway.proxy;

import org.jspecify.annotations.NullMarked;
