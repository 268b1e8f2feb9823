package io.sluice.dispatch.reports;

import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.ReportBatch;
import io.sluice.contracts.task.AttemptState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a report must look like, where its types alone do not say it. Pure. */
public final class ReportShape {
    private static final int MAX_ERRORS = 20;

    private ReportShape() {}

    /** The first violations, each at its path; empty when the batch can be taken. */
    public static List<FieldError> violations(ReportBatch batch) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < batch.reports().size() && errors.size() < MAX_ERRORS; i++) {
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
        if (isNull(output.text()) || output.text().length() > Report.Output.MAX_TEXT) {
            errors.add(new FieldError(path + "text", "at most " + Report.Output.MAX_TEXT + " characters"));
        }
    }

    private static void checkEnd(String path, Report.Ended ended, List<FieldError> errors) {
        if (isNull(ended.state()) || !ended.state().hasEnded() || ended.state() == AttemptState.LOST) {
            errors.add(new FieldError(path + "state", "SUCCEEDED, FAILED, TIMED_OUT or CANCELED"));
        }
    }

    private static boolean isNull(@Nullable Object value) {
        return value == null;
    }
}
