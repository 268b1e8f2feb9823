/** How this service's consumers are members of their groups. */
@NullMarked
package io.sluice.dispatch.consumers;

import org.jspecify.annotations.NullMarked;
