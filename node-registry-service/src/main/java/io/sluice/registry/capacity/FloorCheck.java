package io.sluice.registry.capacity;

import org.jspecify.annotations.Nullable;

/** Whether an operator obeys the capacity floor. */
public enum FloorCheck {
    /** Refuse what leaves too little. */
    OBEY,
    /** Do it all the same. */
    FORCE;

    /** As a request asks for it. */
    public static FloorCheck of(@Nullable Boolean force) {
        return Boolean.TRUE.equals(force) ? FORCE : OBEY;
    }
}
