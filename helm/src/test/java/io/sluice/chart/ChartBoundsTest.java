package io.sluice.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.node.LabelKey;
import io.sluice.contracts.node.TaskCap;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What values may be is what the services take. */
class ChartBoundsTest {
    private JsonNode schema;

    @BeforeEach
    void readTheSchema() throws IOException {
        schema = new ObjectMapper()
                .readTree(Chart.FOLDER.resolve("values.schema.json").toFile());
    }

    @Test
    void aTaskCapHasItsBounds() {
        assertThat(schema.findValues("taskCap")).hasSizeGreaterThan(1).allSatisfy(cap -> {
            assertThat(cap.path("minimum").asInt(-1)).isZero();
            assertThat(cap.path("maximum").asInt()).isEqualTo(TaskCap.MAX);
        });
    }

    /** A key that only the chart took would keep the node from starting. */
    @Test
    void theKeyOfALabelIsOneThatANodeTakes() {
        assertThat(schema.at("/definitions/labels/propertyNames/pattern").asText())
                .isEqualTo("^" + LabelKey.PATTERN + "$");
    }
}
