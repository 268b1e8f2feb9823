/** Places queued tasks on free slots: a pure decision, and the claim that writes it. */
@NullMarked
package io.sluice.dispatch.assignment;

import org.jspecify.annotations.NullMarked;
