/** What holds for the chart, whatever the values. */
@NullMarked
package io.sluice.chart;

import org.jspecify.annotations.NullMarked;
