/** The program behind {@code ./sluice}: the command line of any cluster, and the suite on this machine. */
@NullMarked
package io.sluice.local;

import org.jspecify.annotations.NullMarked;
