/** How an attempt ends and what becomes of its task; reports, leases, cancel and deadlines use it. */
@NullMarked
package io.sluice.dispatch.attempts;

import org.jspecify.annotations.NullMarked;
