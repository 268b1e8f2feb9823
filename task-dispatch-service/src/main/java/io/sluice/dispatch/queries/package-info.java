/** Tasks as gateways read them: pages, one with its attempts, its submission. */
@NullMarked
package io.sluice.dispatch.queries;

import org.jspecify.annotations.NullMarked;
