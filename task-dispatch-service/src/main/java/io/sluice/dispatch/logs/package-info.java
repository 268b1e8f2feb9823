/** What attempts write: stored in the order in which it came, up to a limit, and read in pages. */
@NullMarked
package io.sluice.dispatch.logs;

import org.jspecify.annotations.NullMarked;
