/** What the services' metrics have in common. */
@NullMarked
package io.sluice.service.metrics;

import org.jspecify.annotations.NullMarked;
