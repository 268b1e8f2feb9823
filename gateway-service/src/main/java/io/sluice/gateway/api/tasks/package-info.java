/** Tasks as the public API takes and shows them. */
@NullMarked
package io.sluice.gateway.api.tasks;

import org.jspecify.annotations.NullMarked;
