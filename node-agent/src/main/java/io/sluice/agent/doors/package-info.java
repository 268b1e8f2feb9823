/** Who may ask the agent what. */
@NullMarked
package io.sluice.agent.doors;

import org.jspecify.annotations.NullMarked;
