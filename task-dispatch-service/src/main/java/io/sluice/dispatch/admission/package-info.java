/** What each node may take: cap, drain and epoch, as the registry says. */
@NullMarked
package io.sluice.dispatch.admission;

import org.jspecify.annotations.NullMarked;
