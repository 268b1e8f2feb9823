package io.sluice.registry.drain;

/** What becomes of a request to drain. */
sealed interface DrainDecision {
    /** The wish is stored. */
    record Begin() implements DrainDecision {}

    /** A drain stands already; it gets another reason or end. */
    record Amend() implements DrainDecision {}

    /** The very same drain stands already. */
    record Same() implements DrainDecision {}

    /** Too little capacity would be left. */
    record BelowFloor(int capacityNow, int capacityLeft) implements DrainDecision {}
}
