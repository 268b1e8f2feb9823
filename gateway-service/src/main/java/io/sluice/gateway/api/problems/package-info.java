/** The catalogue of problem types, at an address of its own. */
@NullMarked
package io.sluice.gateway.api.problems;

import org.jspecify.annotations.NullMarked;
