package io.sluice.dispatch.history;

import static io.sluice.dispatch.DispatchClient.service;
import static io.sluice.dispatch.EndedTaskBuilder.anEndedTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sluice.dispatch.DispatchComponent;
import io.sluice.dispatch.DispatchDatabase;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@DispatchComponent
class TaskHistoryComponentTest {
    private static final String HISTORY = "/internal/v1/queue/history";

    @Test
    void whatEndedIsToldMinuteByMinute() {
        DispatchDatabase database = DispatchDatabase.ofApplication();
        // Before anything that other tests end.
        OffsetDateTime minute = database.row("select date_trunc('minute', now(), 'UTC') - interval '50 minutes' as at")
                .getOffsetDateTime("at");
        anEndedTask().endedAt(minute.plusSeconds(30)).insert(database);
        anEndedTask().endedAt(minute.plusSeconds(30)).failed(1).insert(database);
        database.run("delete from ended_minute");

        JsonPath told = Awaitility.await("the sweeper counts the minutes")
                .until(
                        () -> service()
                                .get(HISTORY)
                                .then()
                                .statusCode(200)
                                .extract()
                                .jsonPath(),
                        path -> path.getList("items.start")
                                .contains(minute.toInstant().toString()));

        String item = "items.find { it.start == '" + minute.toInstant() + "' }";
        assertThat(told.getMap(item + ".ended"))
                .isEqualTo(Map.of("SUCCEEDED", 1, "FAILED", 1, "TIMED_OUT", 0, "CANCELED", 0, "EXPIRED", 0));
        assertThat(told.getMap(item + ".waitingMillis")).isEqualTo(Map.of("p50", 57_000, "p95", 57_000, "p99", 57_000));
        assertThat(told.getMap(item + ".runningMillis")).isEqualTo(Map.of("p50", 1_000, "p95", 1_000, "p99", 1_000));
    }

    @Test
    void noMoreMinutesAreToldThanAskedFor() {
        List<String> starts = service()
                .get(HISTORY + "?minutes=1")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.start");

        assertThat(starts).hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "61", "-1", "ten", "1.5"})
    void soManyMinutesAreRefused(String minutes) {
        service()
                .queryParam("minutes", minutes)
                .get(HISTORY)
                .then()
                .statusCode(400)
                .body("type", equalTo("invalid-request"))
                .body("errors.field", contains("minutes"));
    }
}
