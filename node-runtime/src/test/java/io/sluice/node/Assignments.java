package io.sluice.node;

import com.fasterxml.uuid.Generators;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.task.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Assignments, of which a test says what matters. Epoch 7 unless said otherwise. */
public final class Assignments {
    private Assignments() {}

    public static StreamFrame.Assign exec(String... command) {
        return of("exec", List.of(command), null, null, null, Guarantee.ONCE, Duration.ofHours(1));
    }

    public static StreamFrame.Assign shell(String script) {
        return exec("sh", "-c", script);
    }

    public static StreamFrame.Assign noop(String duration) {
        return of("noop", null, null, null, Map.of("duration", duration), Guarantee.ONCE, Duration.ofHours(1));
    }

    public static StreamFrame.Assign of(
            String type,
            @Nullable List<String> command,
            @Nullable Map<String, String> env,
            @Nullable String stdin,
            @Nullable Map<String, String> parameters,
            Guarantee guarantee,
            Duration timeout) {
        return new StreamFrame.Assign(
                Generators.timeBasedEpochGenerator().generate(),
                1,
                new Epoch(7),
                guarantee,
                type,
                null,
                command,
                env,
                stdin,
                parameters,
                timeout.toMillis());
    }

    public static StreamFrame.Assign with(Guarantee guarantee, StreamFrame.Assign assign) {
        return new StreamFrame.Assign(
                assign.taskId(),
                assign.attempt(),
                assign.epoch(),
                guarantee,
                assign.type(),
                assign.name(),
                assign.command(),
                assign.env(),
                assign.stdin(),
                assign.parameters(),
                assign.timeoutMillis());
    }
}
