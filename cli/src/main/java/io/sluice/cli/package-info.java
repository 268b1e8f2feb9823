/** The command line: {@code sluice}, also reached as {@code kubectl sluice}. A client of the public API and nothing else. */
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;
