package io.sluice.gateway.submission;

import java.util.Map;

/**
 * How far the topic of submissions is, or was read, by partition.
 *
 * @param offsets the next offset of each partition
 */
record IntakePosition(Map<Integer, Long> offsets) {
    IntakePosition {
        offsets = Map.copyOf(offsets);
    }

    /** Whether a reader that is here has taken all that was written up to there. A partition never read counts as 0. */
    boolean hasReached(IntakePosition end) {
        return end.offsets().entrySet().stream()
                .allMatch(written -> offsets.getOrDefault(written.getKey(), 0L) >= written.getValue());
    }
}
