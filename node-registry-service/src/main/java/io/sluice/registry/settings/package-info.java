/** The settings of the registry, checked together before it starts. */
@NullMarked
package io.sluice.registry.settings;

import org.jspecify.annotations.NullMarked;
