/** The registry's process. What it does is in the packages below, one for each feature. */
@NullMarked
package io.sluice.registry;

import org.jspecify.annotations.NullMarked;
