/** Who did what to which node, when and why. */
@NullMarked
package io.sluice.registry.audit;

import org.jspecify.annotations.NullMarked;
