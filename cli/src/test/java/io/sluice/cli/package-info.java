/** Tests of the command line against answers of a gateway that are written here. */
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;
