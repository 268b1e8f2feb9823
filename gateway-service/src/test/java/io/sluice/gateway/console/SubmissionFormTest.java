package io.sluice.gateway.console;

import static io.sluice.gateway.api.tasks.TaskViewBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Timespan;
import io.sluice.contracts.task.TaskView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SubmissionFormTest {
    @Test
    void aScriptIsGivenToAShell() throws IOException {
        assertThat(body(Map.of("command", "echo a\r\necho b")).get("command").toString())
                .isEqualTo("[\"sh\",\"-c\",\"echo a\\necho b\"]");
    }

    @Test
    void aProgramHasOneArgumentOnEachLine() throws IOException {
        assertThat(body(Map.of("how", "program", "command", "printf\r\n%s\r\na b"))
                        .get("command")
                        .toString())
                .isEqualTo("[\"printf\",\"%s\",\"a b\"]");
    }

    @Test
    void whatIsEmptyTakesItsDefault() throws IOException {
        JsonNode body = body(Map.of("command", "true", "timeout", " ", "stdin", "", "maxAttempts", ""));

        assertThat(body.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("type", "command", "guarantee", "priority");
    }

    @Test
    void whatIsNoNumberGoesAsItIsSoThatItIsRefused() throws IOException {
        assertThat(body(Map.of("priority", "high")).get("priority").isTextual()).isTrue();
        assertThat(body(Map.of("priority", "-1")).get("priority").intValue()).isEqualTo(-1);
    }

    @Test
    void pairsStandOnLines() throws IOException {
        JsonNode env = body(Map.of("env", "A=b=c\r\n\r\nB=")).get("env");

        assertThat(env.toString()).isEqualTo("{\"A\":\"b=c\",\"B\":\"\"}");
    }

    @Test
    void whatIsLikeAnotherTaskMakesTheSameBody() throws IOException {
        String script = "echo a\necho b";

        JsonNode body = body(SubmissionForm.like(task(List.of("sh", "-c", script))));

        assertThat(body.path("command").toString()).isEqualTo("[\"sh\",\"-c\",\"echo a\\necho b\"]");
        assertThat(body.path("nodeSelector").toString()).isEqualTo("{\"zone\":\"north\"}");
        assertThat(body.path("timeout").asText()).isEqualTo("90s");
        assertThat(body.path("maxAttempts").asInt()).isEqualTo(5);
        assertThat(body.path("guarantee").asText()).isEqualTo("exclusive");
        assertThat(body(SubmissionForm.like(task(List.of("printf", "%s", "a b"))))
                        .path("command")
                        .toString())
                .isEqualTo("[\"printf\",\"%s\",\"a b\"]");
    }

    @Test
    void aProgramWithAnArgumentOfSeveralLinesIsLeftOut() {
        assertThat(SubmissionForm.like(task(List.of("printf", "a\nb")))).doesNotContainKey("command");
    }

    private static TaskView task(List<String> command) {
        return aTask(UUID.fromString("01a20976-4796-77f9-b434-34cfed9a1bc2"))
                .thatRuns(command)
                .on(Map.of("zone", "north"))
                .exclusiveIn(5)
                .timingOutAfter(Timespan.ofSeconds(90))
                .queued();
    }

    private static JsonNode body(Map<String, String> fields) throws IOException {
        Map<String, String> values = new LinkedHashMap<>(SubmissionForm.DEFAULTS);
        values.putAll(fields);
        return new ObjectMapper().readTree(SubmissionForm.body(Form.of(values)));
    }
}
