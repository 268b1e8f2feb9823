package io.sluice.contracts.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.Reason;
import io.sluice.contracts.task.AttemptState;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReportTest {
    /** Such as that of a program with a very long name: an end that is refused would never be known. */
    @Test
    void theReasonOfAnEndIsCutToWhatDispatchTakes() {
        Reason reason = ended(new Reason("c".repeat(Reason.MAX_CODE + 1), "t".repeat(Reason.MAX_TEXT + 1)))
                .reason();

        assertThat(reason).isEqualTo(new Reason("c".repeat(Reason.MAX_CODE), "t".repeat(Reason.MAX_TEXT)));
    }

    @Test
    void whatFitsStaysAsItIs() {
        Reason reason = new Reason("c".repeat(Reason.MAX_CODE), "t".repeat(Reason.MAX_TEXT));

        assertThat(ended(reason).reason()).isSameAs(reason);
        assertThat(ended(null).reason()).isNull();
    }

    private static Report.Ended ended(Reason reason) {
        return new Report.Ended(new UUID(0, 1), 1, AttemptState.FAILED, null, reason, 0);
    }
}
