package io.sluice.dispatch.intake;

import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.service.json.StrictJson;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads records as strictly as the API reads bodies. Nothing that a record holds makes it fail. */
@Singleton
class RecordReader {
    private static final Logger LOG = Logger.getLogger(RecordReader.class);

    private final StrictJson json;
    private final Clock clock;

    RecordReader(StrictJson json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    ReadRecord read(byte @Nullable [] key, byte @Nullable [] value) {
        if (value == null) {
            return refused("body", "must not be empty");
        }
        try {
            TaskRequested task = json.read(value, TaskRequested.class);
            List<FieldError> violations = IntakePolicy.violations(task, key, clock.instant());
            return violations.isEmpty() ? new ReadRecord.Task(task) : new ReadRecord.Refused(violations);
        } catch (ProblemException e) {
            List<FieldError> errors = e.problem().errors();
            return errors == null || errors.isEmpty()
                    ? refused("body", e.problem().detail())
                    : new ReadRecord.Refused(errors);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("a record could not be read", e);
            return refused("body", "can't be read");
        }
    }

    private static ReadRecord refused(String field, String message) {
        return new ReadRecord.Refused(List.of(new FieldError(field, message)));
    }
}
