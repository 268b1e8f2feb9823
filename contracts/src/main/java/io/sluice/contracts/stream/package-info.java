/** What dispatch and a node say to each other. */
@NullMarked
package io.sluice.contracts.stream;

import org.jspecify.annotations.NullMarked;
