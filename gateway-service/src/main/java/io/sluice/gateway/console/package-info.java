/** The page for people. */
@NullMarked
package io.sluice.gateway.console;

import org.jspecify.annotations.NullMarked;
