package io.sluice.service.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.NodeStatus;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryReaderTest {
    @Test
    void whatIsAbsentOrEmptyAsksForNothing() {
        for (QueryReader reader : List.of(new QueryReader(Map.of()), reader("a", ""))) {
            assertThat(reader.text("a", 5)).isNull();
            assertThat(reader.value("a", NodeName::new)).isNull();
            assertThat(reader.words("a", NodeStatus.class)).isEmpty();
            assertThat(reader.moment("a")).isNull();
            assertThat(reader.cursor("a")).isNull();
            assertThat(reader.wholeNumber("a", 1, 9, 3)).isEqualTo(3);
            reader.end();
        }
    }

    @Test
    void valuesAreRead() {
        assertThat(reader("a", "h\u00e9l").text("a", 3)).isEqualTo("h\u00e9l");
        assertThat(reader("a", "n-1").value("a", NodeName::new)).isEqualTo(new NodeName("n-1"));
        assertThat(reader("a", "running, Drained").words("a", NodeStatus.class))
                .containsExactlyInAnyOrder(NodeStatus.RUNNING, NodeStatus.DRAINED);
        assertThat(reader("a", "2026-03-01T14:00:00+02:00").moment("a"))
                .isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
        assertThat(reader("a", "9").wholeNumber("a", 1, 9, 3)).isEqualTo(9);
        assertThat(reader("a", "17").cursor("a")).isEqualTo(17L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01",
                "2026-03-01T12:00:00",
                "2026-02-30T12:00:00Z",
                "1969-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59-18:00",
                "now"
            })
    void whatIsNoMomentIsRefused(String text) {
        refused(reader("a", text), reader -> reader.moment("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10", "1.0", "99999999999999999999", "one", " 1"})
    void aNumberOutOfRangeIsRefused(String text) {
        refused(reader("a", text), reader -> reader.wholeNumber("a", 1, 9, 3));
    }

    @Test
    void otherWrongValuesAreRefused() {
        refused(reader("a", "four"), reader -> reader.text("a", 3));
        refused(reader("a", "\0"), reader -> reader.text("a", 3));
        refused(reader("a", "NO NAME"), reader -> reader.value("a", NodeName::new));
        refused(reader("a", "RUNNING,"), reader -> reader.words("a", NodeStatus.class));
        refused(reader("a", "last"), reader -> reader.cursor("a"));
        refused(new QueryReader(Map.of("a", List.of("1", "2"))), reader -> reader.cursor("a"));
    }

    @Test
    void whatNobodyReadsIsRefusedWithAllElseThatIsWrong() {
        QueryReader reader = new QueryReader(Map.of("a", List.of("x"), "b", List.of("1"), "c", List.of("1")));
        reader.cursor("a");
        reader.cursor("b");
        reader.refuse("b", "contradicts a");

        assertThat(errors(reader)).extracting(FieldError::field).containsExactly("a", "b", "c");
    }

    private static void refused(QueryReader reader, Consumer<QueryReader> read) {
        read.accept(reader);
        assertThat(errors(reader)).extracting(FieldError::field).containsExactly("a");
    }

    private static List<FieldError> errors(QueryReader reader) {
        try {
            reader.end();
        } catch (ProblemException e) {
            return e.problem().errors();
        }
        return List.of();
    }

    private static QueryReader reader(String name, String value) {
        return new QueryReader(Map.of(name, List.of(value)));
    }
}
