/** The queue and the nodes in numbers, for dashboards. */
@NullMarked
package io.sluice.dispatch.metrics;

import org.jspecify.annotations.NullMarked;
