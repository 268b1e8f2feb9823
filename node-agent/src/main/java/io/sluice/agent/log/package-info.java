/** How an agent logs. */
@NullMarked
package io.sluice.agent.log;

import org.jspecify.annotations.NullMarked;
