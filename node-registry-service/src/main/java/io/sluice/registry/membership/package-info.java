/** Who is in the cluster: register, check in, leave, go missing. */
@NullMarked
package io.sluice.registry.membership;

import org.jspecify.annotations.NullMarked;
