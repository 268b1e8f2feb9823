/** Values and settings of the wire that every contract shares. */
@NullMarked
package io.sluice.contracts;

import org.jspecify.annotations.NullMarked;
