package io.sluice.dispatch.history;

import static io.sluice.dispatch.DispatchClient.service;
import static io.sluice.dispatch.NodeBuilder.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sluice.dispatch.DispatchComponent;
import io.sluice.dispatch.DispatchDatabase;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@DispatchComponent
class NodeMinutesComponentTest {
    private static final String HISTORY = "/internal/v1/nodes/busy-1/history";

    @Test
    void aNodeIsLookedAtByItself() {
        DispatchDatabase database = DispatchDatabase.ofApplication();
        aNode("busy-1").withCap(4).drainedBy("alice", "kernel patch").insert(database);
        // Somebody may have looked in this minute already.
        database.run("delete from node_minute");

        JsonPath told = Awaitility.await("the sweeper looks at the nodes")
                .until(
                        () -> service()
                                .get(HISTORY)
                                .then()
                                .statusCode(200)
                                .extract()
                                .jsonPath(),
                        path -> !path.getList("items").isEmpty());

        assertThat(told.getInt("items[0].liveAttempts")).isZero();
        assertThat(told.getInt("items[0].taskCap")).isEqualTo(4);
        assertThat(told.getBoolean("items[0].open")).isFalse();
        assertThat(told.getString("items[0].start")).endsWith(":00Z");
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

    @Test
    void ofANodeThatIsNotKnownThereIsNothing() {
        service()
                .get("/internal/v1/nodes/never-heard-of/history")
                .then()
                .statusCode(200)
                .body("items", empty());
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

    @Test
    void whatCantBeANameIsRefused() {
        service()
                .get("/internal/v1/nodes/Not_A_Name/history")
                .then()
                .statusCode(400)
                .body("errors.field", contains("name"));
    }
}
