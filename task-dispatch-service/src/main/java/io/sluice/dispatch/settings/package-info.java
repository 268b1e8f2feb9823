/** The settings that several features share, and their check. */
@NullMarked
package io.sluice.dispatch.settings;

import org.jspecify.annotations.NullMarked;
