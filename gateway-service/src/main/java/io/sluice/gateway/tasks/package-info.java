/** What may be done with a task, and how a request names one. Both edges, the API and the console, use it. */
@NullMarked
package io.sluice.gateway.tasks;

import org.jspecify.annotations.NullMarked;
