/** What probes are told. */
@NullMarked
package io.sluice.registry.health;

import org.jspecify.annotations.NullMarked;
