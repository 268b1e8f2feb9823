/** What nodes report of attempts, checked, put in order and written. */
@NullMarked
package io.sluice.dispatch.reports;

import org.jspecify.annotations.NullMarked;
