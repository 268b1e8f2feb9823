package io.sluice.registry.drain;

import io.sluice.contracts.node.Drain;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A drain as it is to be.
 *
 * @param deadline in whole microseconds, as the database keeps it; null for never
 */
record DrainTerms(String reason, @Nullable Instant deadline, Drain.OnDeadline onDeadline) {
    /** Whether this is the drain that stands. */
    boolean isSameAs(Drain drain) {
        return drain.enabled()
                && reason.equals(drain.reason())
                && Objects.equals(deadline, drain.deadline())
                && onDeadline == drain.onDeadline();
    }

    /** What an operator reads of it. */
    String inWords() {
        return "\"" + reason + "\"" + (deadline == null ? "" : ", deadline " + endInWords(deadline, onDeadline));
    }

    /** What is other than in the drain that stands. */
    String changesInWords(Drain before) {
        StringBuilder text = new StringBuilder();
        if (!reason.equals(before.reason())) {
            text.append("reason \"")
                    .append(before.reason())
                    .append("\" → \"")
                    .append(reason)
                    .append('"');
        }
        if (!Objects.equals(deadline, before.deadline()) || onDeadline != before.onDeadline()) {
            text.append(text.isEmpty() ? "" : "; ")
                    .append("deadline ")
                    .append(endInWords(before.deadline(), before.onDeadline()))
                    .append(" → ")
                    .append(endInWords(deadline, onDeadline));
        }
        return text.toString();
    }

    private static String endInWords(@Nullable Instant deadline, Drain.@Nullable OnDeadline onDeadline) {
        if (deadline == null || onDeadline == null) {
            return "none";
        }
        return deadline
                + switch (onDeadline) {
                    case LEAVE -> " (what is left then goes on)";
                    case REQUEUE -> " (what is left then waits for another node)";
                    case CANCEL -> " (what is left then is canceled)";
                };
    }
}
