package io.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
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

    private static JsonNode body(Map<String, String> fields) throws IOException {
        Map<String, String> values = new LinkedHashMap<>(SubmissionForm.DEFAULTS);
        values.putAll(fields);
        return new ObjectMapper().readTree(SubmissionForm.body(Form.of(values)));
    }
}
