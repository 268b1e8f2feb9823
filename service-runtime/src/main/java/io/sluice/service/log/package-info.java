/** How the services log. */
@NullMarked
package io.sluice.service.log;

import org.jspecify.annotations.NullMarked;
