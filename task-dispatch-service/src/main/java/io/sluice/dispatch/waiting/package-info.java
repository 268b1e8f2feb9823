/** Why tasks wait, in a word and a sentence, and for how long each cause held. */
@NullMarked
package io.sluice.dispatch.waiting;

import org.jspecify.annotations.NullMarked;
