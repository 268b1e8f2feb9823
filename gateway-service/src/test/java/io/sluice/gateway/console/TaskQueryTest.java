package io.sluice.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskQueryTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-27T10:00:00Z, 2026-11-27T10:00:00Z, 2026-11-27T10:00",
        "2026-11-27T10:00:00.123456Z, 2026-11-27T10:00:00.123456Z, 2026-11-27T10:00:00.123",
        "2026-11-27T00:30:00+05:30, 2026-11-27T00:30:00+05:30, 2026-11-26T19:00",
        "2026-11-27T10:00, 2026-11-27T10:00:00Z, 2026-11-27T10:00",
        "2026-11-27T10:00:05, 2026-11-27T10:00:05Z, 2026-11-27T10:00:05",
        "yesterday, yesterday, ''",
        "2026-11-27, 2026-11-27, ''"
    })
    void aTimeWithoutAZoneIsOfUtcAndAFieldShowsUtc(String asked, String filtered, String field) {
        TaskQuery query = new TaskQuery("", "", "", asked, asked, "");

        assertThat(query.filter()).containsEntry("submittedAfter", filtered).containsEntry("submittedBefore", filtered);
        assertThat(query.afterField()).isEqualTo(field);
        assertThat(query.beforeField()).isEqualTo(field);
    }

    @Test
    void noTimeIsNoBound() {
        TaskQuery query = new TaskQuery("", "", "", "", " ", "");

        assertThat(query.filter()).containsOnlyKeys("limit");
        assertThat(query.afterField()).isEmpty();
    }
}
