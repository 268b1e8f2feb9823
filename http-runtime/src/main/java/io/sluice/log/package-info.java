/** How services and agents log. */
@NullMarked
package io.sluice.log;

import org.jspecify.annotations.NullMarked;
