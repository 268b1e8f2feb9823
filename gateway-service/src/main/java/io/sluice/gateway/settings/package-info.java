/** The settings of the gateway, checked together before it starts. */
@NullMarked
package io.sluice.gateway.settings;

import org.jspecify.annotations.NullMarked;
