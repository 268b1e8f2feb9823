package io.sluice.registry.drain;

import io.sluice.contracts.problem.FieldError;
import io.sluice.registry.capacity.BelowFloor;
import java.util.List;

/** What becomes of a request to drain. */
sealed interface DrainDecision {
    /** The change is stored. */
    record Begin(DrainTerms terms) implements DrainDecision {}

    /** A drain stands already; what was named of it changes. */
    record Amend(DrainTerms terms) implements DrainDecision {}

    /** The very same drain stands already. */
    record Same() implements DrainDecision {}

    /** Too little capacity would be left. */
    record Refused(BelowFloor belowFloor) implements DrainDecision {}

    /** It could not act. */
    record Invalid(List<FieldError> errors) implements DrainDecision {}
}
