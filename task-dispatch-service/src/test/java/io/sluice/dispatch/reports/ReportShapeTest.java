package io.sluice.dispatch.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sluice.contracts.Json;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.stream.ReportBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportShapeTest {
    private static final String TASK = "\"taskId\":\"0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31\"";

    @Test
    void goodReportsPass() throws JsonProcessingException {
        assertThat(fields("""
                {"report":"started",%1$s,"attempt":1},
                {"report":"output",%1$s,"attempt":1,"seq":1,"stream":"STDERR","text":"","truncated":false},
                {"report":"ended",%1$s,"attempt":1,"state":"TIMED_OUT","ranMillis":3}""".formatted(TASK))).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsNamedAtItsPlace() throws JsonProcessingException {
        assertThat(fields("""
                {"report":"started","attempt":1},
                {"report":"started",%1$s,"attempt":0},
                {"report":"output",%1$s,"attempt":1,"seq":0,"truncated":false},
                {"report":"ended",%1$s,"attempt":1,"state":"LOST","ranMillis":3},
                {"report":"ended",%1$s,"attempt":1,"ranMillis":3}""".formatted(TASK)))
                .containsExactly(
                        "reports[0].taskId",
                        "reports[1].attempt",
                        "reports[2].seq",
                        "reports[2].stream",
                        "reports[2].text",
                        "reports[3].state",
                        "reports[4].state");
    }

    private static List<String> fields(String reports) throws JsonProcessingException {
        ReportBatch batch = Json.mapper()
                .readValue(
                        "{\"epoch\":1,\"incarnation\":\"0190b6ce-3d2a-7c4b-9f10-2b8e5d7a6c31\",\"reports\":[" + reports
                                + "]}",
                        ReportBatch.class);
        return ReportShape.violations(batch).stream().map(FieldError::field).toList();
    }
}
