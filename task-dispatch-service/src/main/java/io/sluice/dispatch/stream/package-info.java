/** The streams on which nodes hear what to run and what to end. */
@NullMarked
package io.sluice.dispatch.stream;

import org.jspecify.annotations.NullMarked;
