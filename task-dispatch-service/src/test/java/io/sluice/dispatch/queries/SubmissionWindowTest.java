package io.sluice.dispatch.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionWindowTest {
    // 2026-11-27T10:00:00.000Z in milliseconds.
    private static final UUID AT_TEN = new UUID(1_795_773_600_000L << 16, 0);

    private final List<FieldError> errors = new ArrayList<>();

    @Test
    void withoutBoundsAnyTimeIsMeant() {
        assertThat(SubmissionWindow.parse("", "", errors)).isEqualTo(SubmissionWindow.ANY);
    }

    @Test
    void aMomentIsTheLowestIdOfItsMillisecondWhateverItsOffset() {
        assertThat(SubmissionWindow.parse("2026-11-27T10:00:00Z", "2026-11-27T12:00:00.001+02:00", errors))
                .isEqualTo(new SubmissionWindow(AT_TEN, new UUID((1_795_773_600_001L) << 16, 0)));
        assertThat(errors).isEmpty();
    }

    @Test
    void aMomentWithinAMillisecondIsTheNextOneSinceIdsKnowNoParts() {
        assertThat(SubmissionWindow.parse("2026-11-27T09:59:59.999000001Z", "", errors)
                        .from())
                .isEqualTo(AT_TEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2026-11-27",
                "2026-11-27T10:00:00",
                "2026-11-27T10:00:00 01:00",
                "2026-13-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "+999999999-12-31T23:59:59Z"
            })
    void whatIsNoMomentIsRefusedByItsField(String text) {
        SubmissionWindow.parse(text, "", errors);
        SubmissionWindow.parse("", text, errors);

        assertThat(errors).extracting(FieldError::field).containsExactly("submittedAfter", "submittedBefore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-27T10:00:00Z", "2026-11-27T09:00:00Z"})
    void anEndThatIsNotLaterThanItsBeginningIsRefused(String end) {
        SubmissionWindow.parse("2026-11-27T10:00:00Z", end, errors);

        assertThat(errors).extracting(FieldError::field).containsExactly("submittedBefore");
    }
}
