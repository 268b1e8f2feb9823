/** Calls from one service to another. */
@NullMarked
package io.sluice.service.peer;

import org.jspecify.annotations.NullMarked;
