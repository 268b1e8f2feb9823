/** Events that are published if, and only if, their change was committed. */
@NullMarked
package io.sluice.service.outbox;

import org.jspecify.annotations.NullMarked;
