package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.Timespan;
import io.sluice.contracts.task.TaskSubmission;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SubmissionHashTest {
    private static final Timespan MINUTE = Timespan.parse("60s");

    @Test
    void theOrderOfEntriesMakesNoDifference() {
        Map<String, String> there = new LinkedHashMap<>();
        there.put("A", "1");
        there.put("B", "2");
        Map<String, String> back = new LinkedHashMap<>();
        back.put("B", "2");
        back.put("A", "1");

        assertThat(hash(task("true", there, MINUTE))).isEqualTo(hash(task("true", back, MINUTE)));
    }

    @Test
    void theSpellingOfATimeMakesNoDifference() {
        assertThat(hash(task("true", Map.of(), MINUTE)))
                .isEqualTo(hash(task("true", Map.of(), new Timespan(Duration.ofMinutes(1)))));
    }

    @Test
    void anythingElseDoes() {
        TaskSubmission task = task("true", Map.of(), MINUTE);

        assertThat(hash(task)).matches("[0-9a-f]{64}");
        assertThat(hash(task)).isNotEqualTo(hash(task("false", Map.of(), MINUTE)));
        assertThat(hash(task)).isNotEqualTo(hash(task("true", Map.of("A", "1"), MINUTE)));
        assertThat(hash(task)).isNotEqualTo(hash(task("true", Map.of(), null)));
        assertThat(hash(task)).isNotEqualTo(SubmissionHash.of(task, new UUID(1, 2)));
    }

    private static String hash(TaskSubmission task) {
        return SubmissionHash.of(task, null);
    }

    private static TaskSubmission task(String program, Map<String, String> env, Timespan timeout) {
        return new TaskSubmission(
                "exec", List.of(program), null, env, null, null, timeout, null, null, null, null, null);
    }
}
