/** Streams that stay open: node and task changes as they happen, and how every stream ends when this gateway goes out of service. */
@NullMarked
package io.sluice.gateway.events;

import org.jspecify.annotations.NullMarked;
