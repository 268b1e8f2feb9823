package io.sluice.dispatch.attempts;

import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportBatch;
import io.sluice.contracts.task.AttemptState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a report must look like, where its types alone do not say it. Pure. */
final class ReportShape {
    private static final int LONGEST_TEXT = 65_536;
    private static final int LONGEST_REASON = 8_192;
    private static final int LONGEST_CODE = 100;
    private static final int MOST_ERRORS = 20;

    private ReportShape() {}

    /** The first violations, each at its path; empty when the batch can be taken. */
    static List<FieldError> violations(ReportBatch batch) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < batch.reports().size() && errors.size() < MOST_ERRORS; i++) {
            check("reports[" + i + "].", batch.reports().get(i), errors);
        }
        return errors;
    }

    private static void check(String path, Report report, List<FieldError> errors) {
        // Read from JSON, these may be null whatever their types say.
        if (isNull(report.taskId())) {
            errors.add(new FieldError(path + "taskId", "must not be null"));
        }
        if (report.attempt() < 1) {
            errors.add(new FieldError(path + "attempt", "attempts are numbered from 1"));
        }
        if (report instanceof Report.Output output) {
            checkOutput(path, output, errors);
        } else if (report instanceof Report.Ended ended) {
            checkEnd(path, ended, errors);
        }
    }

    private static void checkOutput(String path, Report.Output output, List<FieldError> errors) {
        if (output.seq() < 1) {
            errors.add(new FieldError(path + "seq", "pieces are numbered from 1"));
        }
        if (isNull(output.stream())) {
            errors.add(new FieldError(path + "stream", "must not be null"));
        }
        if (isNull(output.text()) || output.text().length() > LONGEST_TEXT) {
            errors.add(new FieldError(path + "text", "at most " + LONGEST_TEXT + " characters"));
        }
    }

    private static void checkEnd(String path, Report.Ended ended, List<FieldError> errors) {
        if (isNull(ended.state()) || !ended.state().hasEnded() || ended.state() == AttemptState.LOST) {
            errors.add(new FieldError(path + "state", "SUCCEEDED, FAILED, TIMED_OUT or CANCELED"));
        }
        if (ended.reason() != null
                && (ended.reason().text().length() > LONGEST_REASON
                        || ended.reason().code().length() > LONGEST_CODE)) {
            errors.add(new FieldError(
                    path + "reason",
                    "a code of at most " + LONGEST_CODE + " and a text of at most " + LONGEST_REASON + " characters"));
        }
    }

    private static boolean isNull(@Nullable Object value) {
        return value == null;
    }
}
