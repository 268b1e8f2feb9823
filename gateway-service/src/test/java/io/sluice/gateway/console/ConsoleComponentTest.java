package io.sluice.gateway.console;

import static io.restassured.RestAssured.given;
import static io.sluice.gateway.Client.client;
import static io.sluice.gateway.console.ConsolePages.alice;
import static io.sluice.gateway.console.ConsolePages.aliceByScript;
import static io.sluice.gateway.console.ConsolePages.stranger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.sluice.contracts.Json;
import io.sluice.contracts.problem.Problem;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.gateway.FakeServices;
import io.sluice.gateway.GatewayComponent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's face: the page, the description of the API, and what is at no address. */
@QuarkusTest
@GatewayComponent
class ConsoleComponentTest {
    private static final String NODE = """
            {"name":"n-7","id":"01890a5d-ac96-774b-bcce-b302099a8057","epoch":3,
             "incarnation":"01890a5d-ac96-774b-bcce-b302099a8058","kind":"AGENT","version":"1",
             "labels":{"zone":"<north>"},"place":{"host":"h"},"taskCap":5,
             "drain":{"enabled":%s,"reason":"kernel <patch>","by":"bob","since":"2026-11-27T10:00:00Z"},
             "revision":4,"barrier":true,"offline":false,"lastSeen":"2026-11-27T10:00:00Z",
             "registeredAt":"2026-11-27T09:00:00Z","load":0.5}""";

    @BeforeEach
    void twoServicesThatAnswer() {
        FakeServices.forget();
        node(false);
        FakeServices.dispatch().answers("GET", "/internal/v1/nodes/load", 200, List.of());
        FakeServices.dispatch().answers("GET", "/internal/v1/tasks", 200, Map.of("items", List.of()));
        FakeServices.dispatch()
                .answers(
                        "GET",
                        "/internal/v1/queue",
                        200,
                        Map.of("queued", 0, "running", 0, "oldestQueuedSeconds", 0, "paused", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nodes", "/nodes/n-7", "/nodes/n-7/maintenance", "/tasks", "/tasks/new"})
    void aPageAsksAStrangerToSignInAndLeadsBack(String path) {
        stranger()
                .get(path)
                .then()
                .statusCode(303)
                .header("Location", containsString("/sign-in?to=" + path.replace("/", "%2F")));
        alice().get(path).then().statusCode(200).contentType("text/html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nodes", "/nodes/n-7", "/nodes/n-7/maintenance", "/tasks", "/tasks/new"})
    void aPageRunsOnlyItsOwnScriptAndFindsAllItsFiles(String path) {
        String page = alice().get(path)
                .then()
                .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self'"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Cache-Control", equalTo("no-store"))
                .extract()
                .asString();

        assertThat(page).doesNotContain(" style=", "onclick", "hx-on", FakeServices.CLIENT_TOKEN);
        assertThat(Pattern.compile("<(?:script src|link [^>]*href|img src)=\"([^\"]+)\"")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1)))
                .hasSizeGreaterThan(4)
                .allSatisfy(file -> given().get(file).then().statusCode(200));
        assertThat(Pattern.compile("<script").matcher(page).results().map(MatchResult::group))
                .hasSize(page.contains("<canvas") ? 5 : 3);
        assertThat(page).doesNotContainPattern("<script(?![^>]* (?:defer|type=\"module\"))");
    }

    @Test
    void theOverviewHasChartsThatItsRefreshLeavesAlone() {
        String page = alice().get("/").then().statusCode(200).extract().asString();

        assertThat(page)
                .contains("data-source=\"/api/v1/cluster/history?minutes=60\"")
                .contains("data-chart=\"finished\"", "data-chart=\"waiting\"", "data-chart=\"running\"")
                .contains("hx-select=\"#overview\" hx-select-oob=\"#overview-tasks\"");
        assertThat(charts(page)).isBetween(page.indexOf("</dl>\n"), page.indexOf("<div id=\"overview-tasks\">"));
    }

    @Test
    void aNodeHasAChartThatItsRefreshLeavesAlone() {
        String page = alice().get("/nodes/n-7").then().statusCode(200).extract().asString();

        assertThat(page)
                .contains("data-source=\"/api/v1/nodes/n-7/history?minutes=60\"")
                .contains("data-chart=\"capacity\"")
                .contains("hx-select=\"#node\" hx-select-oob=\"#node-tasks\"");
        assertThat(charts(page)).isBetween(page.indexOf("</dl>\n"), page.indexOf("<div id=\"node-tasks\">"));
    }

    /** Where they begin: behind the end of the part before them. */
    private static int charts(String page) {
        int begin = page.indexOf("</div>\n<section class=\"hour\"");
        assertThat(begin).isPositive();
        return begin;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nodes", "/tasks", "/tasks/new", "/nodes/n-7/maintenance"})
    void aPageWithoutChartsLoadsNothingForThem(String path) {
        alice().get(path)
                .then()
                .statusCode(200)
                .body(allOf(not(containsString("chart.js")), not(containsString("charts.css"))));
    }

    @Test
    void theOverviewSaysHowManyTasksFinishedInTheLastMinuteAndHowLongTheOldestWaits() {
        FakeServices.dispatch().answers("GET", "/internal/v1/queue/history", 200, tree("""
                        {"items":[{"start":"2026-11-27T10:00:00Z","ended":{"SUCCEEDED":9}},
                         {"start":"2026-11-27T10:01:00Z","ended":{"SUCCEEDED":40,"FAILED":1,"EXPIRED":1}}]}"""));
        FakeServices.dispatch()
                .answers(
                        "GET",
                        "/internal/v1/queue",
                        200,
                        Map.of("queued", 3, "running", 0, "oldestQueuedSeconds", 130, "paused", false));

        alice().get("/")
                .then()
                .body(allOf(
                        containsString("<dt>Finished in the last minute</dt><dd>42</dd>"),
                        containsString("<dt>Oldest queued</dt><dd>2 min</dd>")));
    }

    @Test
    void whatNobodyHasCountedIsNotKnown() {
        FakeServices.dispatch().answers("GET", "/internal/v1/queue/history", 200, Map.of("items", List.of()));

        alice().get("/")
                .then()
                .body(allOf(
                        containsString("<dt>Finished in the last minute</dt><dd>?</dd>"),
                        containsString("<dt>Oldest queued</dt><dd>–</dd>")));
    }

    @Test
    void aTasksPageReadsItsLogByTheConsolesOwnScripts() {
        String id = "01a21e9b-4856-72a9-b7db-59fa206f3c4d";
        FakeServices.dispatch().answers("GET", "/internal/v1/tasks/" + id, 200, tree(task(id, "RUNNING")));

        String page =
                alice().get("/tasks/" + id).then().statusCode(200).extract().asString();

        assertThat(page).doesNotContain(" style=").contains("data-source=\"/api/v1/tasks/" + id + "/log?follow=true\"");
        assertThat(Pattern.compile("<script src=\"/console/([^\"]+)\"")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1)))
                .containsSubsequence("console.js", "ansi.js", "log.js");
    }

    @Test
    void aDrainTellsHowFarItHasComeAndWhenItWillBeEmptyAtTheLatest() {
        JsonNode node = json(true);
        ((ObjectNode) node).put("attemptsAtBarrier", 5);
        FakeServices.registry().answers("GET", "/internal/v1/nodes/n-7", 200, node);
        FakeServices.dispatch().answers("GET", "/internal/v1/nodes/load", 200, tree("""
                        [{"name":"n-7","epoch":3,"revision":4,"open":false,"attached":true,"taskCap":5,"liveAttempts":1}]"""));
        ObjectNode task = (ObjectNode) tree(task("01a21e9b-4856-72a9-b7db-59fa206f3c4d", "RUNNING"));
        task.put("startedAt", "2099-11-27T10:00:00Z");
        FakeServices.dispatch().answers("GET", "/internal/v1/tasks", 200, Map.of("items", List.of(task)));

        for (String path : List.of("/nodes/n-7", "/nodes/n-7/maintenance")) {
            alice().get(path)
                    .then()
                    .statusCode(200)
                    .body(allOf(
                            containsString("1 of 5 tasks left"),
                            containsString("<progress value=\"4\" max=\"5\""),
                            containsString(
                                    "Empty by <time datetime=\"2099-11-27T11:00:00Z\" title=\"2099-11-27 11:00:00Z\">"
                                            + "2099-11-27 11:00:00Z</time>"),
                            containsString("at the latest")));
        }
    }

    @Test
    void aNodeThatHasClosedItselfSaysWhyInTheListAndOnItsPage() {
        ObjectNode node = (ObjectNode) json(false);
        node.putObject("closed").put("reason", "no room in <work>").put("since", "2026-11-27T10:00:00Z");
        node.putArray("types").add("exec").add("vacuum");
        FakeServices.registry().answers("GET", "/internal/v1/nodes/n-7", 200, node);
        FakeServices.registry().answers("GET", "/internal/v1/nodes", 200, List.of(node));

        alice().get("/nodes")
                .then()
                .statusCode(200)
                .body(containsString("title=\"no room in &lt;work&gt;\">closed</span>"));
        alice().get("/nodes/n-7")
                .then()
                .statusCode(200)
                .body(allOf(
                        containsString("It has closed itself and takes no task:</strong> no room in &lt;work&gt;"),
                        containsString("<code>exec</code> <code>vacuum</code>")));
    }

    @Test
    void whatPeopleWroteIsTextAndNeverMarkup() {
        node(true);

        alice().get("/nodes")
                .then()
                .statusCode(200)
                .body(allOf(containsString("kernel &lt;patch&gt;"), not(containsString("<patch>"))));
        alice().get("/nodes/n-7").then().body(allOf(containsString("&lt;north&gt;"), not(containsString("<north>"))));
    }

    @Test
    void aWrongTokenIsSaidAtTheForm() {
        stranger()
                .formParam("token", "no-such-token")
                .post("/sign-in")
                .then()
                .statusCode(422)
                .body(containsString("not known here"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "https://evil.example", "/\\\\evil.example", "javascript:alert(1)"})
    void signingInLeadsToNoOtherSite(String to) {
        stranger()
                .formParam("token", FakeServices.CLIENT_TOKEN)
                .formParam("to", to)
                .post("/sign-in")
                .then()
                .statusCode(303)
                .header("Location", not(containsString("evil")))
                .header("Set-Cookie", allOf(containsString("HttpOnly"), containsString("SameSite=Lax")));
    }

    @Test
    void anotherSitesFormDoesNothingInAPersonsName() {
        alice().formParam("reason", "mischief").post("/nodes/n-7/drain").then().statusCode(303);
        alice().contentType("application/json")
                .body("{}")
                .post("/api/v1/tasks")
                .then()
                .statusCode(303);

        assertThat(FakeServices.registry().calls("PUT", "/internal/v1/nodes/n-7/drain"))
                .isEmpty();
    }

    @Test
    void aSessionReadsTheApi() {
        alice().accept("application/json").get("/api/v1/nodes").then().statusCode(200);
        stranger().accept("application/json").get("/api/v1/nodes").then().statusCode(401);
    }

    @Test
    void aScriptWithoutASessionIsSentToTheSignIn() {
        stranger()
                .header("HX-Request", "true")
                .get("/nodes")
                .then()
                .statusCode(401)
                .header("HX-Redirect", equalTo("/sign-in"));
    }

    @Test
    void aDrainIsAskedForInThePersonsName() {
        FakeServices.registry().answers("PUT", "/internal/v1/nodes/n-7/drain", (call, exchange) -> {
            assertThat(call.headers()).containsEntry("x-sluice-actor", "alice");
            byte[] answer = NODE.formatted(true).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        });

        aliceByScript()
                .formParam("reason", "kernel patch")
                .post("/nodes/n-7/drain")
                .then()
                .statusCode(204)
                .header("HX-Trigger", containsString("nodes-changed"));

        assertThat(FakeServices.registry().calls("PUT", "/internal/v1/nodes/n-7/drain"))
                .singleElement()
                .satisfies(call -> assertThat(call.body()).contains("\"reason\":\"kernel patch\""));
    }

    @Test
    void aDrainWithoutAReasonIsRefusedAtTheField() {
        aliceByScript()
                .formParam("reason", " ")
                .post("/nodes/n-7/drain")
                .then()
                .statusCode(422)
                .body(containsString("id=\"reason-error\""));
    }

    @Test
    void aCapThatIsNoNumberIsRefusedAtTheField() {
        aliceByScript()
                .formParam("taskCap", "many")
                .post("/nodes/n-7/cap")
                .then()
                .statusCode(422)
                .body(allOf(containsString("id=\"taskCap-error\""), containsString("value=\"many\"")));
    }

    @Test
    void aCapOfAnOperatorCanBeTakenBackAndOneOfTheNodeCanNot() {
        alice().get("/nodes/n-7/cap").then().statusCode(200).body(not(containsString("Use the node's own cap")));

        overridden();
        alice().get("/nodes/n-7/cap").then().statusCode(200).body(containsString("Use the node's own cap: 3"));
        FakeServices.registry().answers("PATCH", "/internal/v1/nodes/n-7", 200, json(false));
        aliceByScript()
                .formParam("taskCap", "5")
                .formParam("reset", "true")
                .post("/nodes/n-7/cap")
                .then()
                .statusCode(204);

        assertThat(FakeServices.registry().calls("PATCH", "/internal/v1/nodes/n-7"))
                .last()
                .satisfies(call -> {
                    assertThat(call.uri().getRawQuery()).isEqualTo("clear=taskCap");
                    assertThat(call.body()).doesNotContain("5");
                });
    }

    @Test
    void labelsSayWhoseTheyAreAndAreSetAndTakenBackOneByOne() {
        overridden();
        alice().get("/nodes/n-7/labels")
                .then()
                .statusCode(200)
                .body(allOf(
                        containsString("an operator&#39;s, over the node&#39;s own south"),
                        containsString("aria-label=\"Take back zone\"")));
        FakeServices.registry().answers("PATCH", "/internal/v1/nodes/n-7", 200, json(false));

        aliceByScript()
                .formParam("key", "rack")
                .formParam("value", "7")
                .post("/nodes/n-7/labels")
                .then()
                .statusCode(204);
        assertThat(FakeServices.registry().calls("PATCH", "/internal/v1/nodes/n-7"))
                .last()
                .satisfies(call -> assertThat(call.body()).contains("{\"rack\":\"7\"}"));

        aliceByScript()
                .formParam("key", "zone")
                .post("/nodes/n-7/labels/reset")
                .then()
                .statusCode(204);
        assertThat(FakeServices.registry().calls("PATCH", "/internal/v1/nodes/n-7"))
                .last()
                .satisfies(call -> assertThat(call.body()).contains("{\"zone\":null}"));
    }

    @Test
    void aNodeThatStopsSaysSoAndIsNotOfferedToBeResumed() {
        ObjectNode node = (ObjectNode) json(true);
        node.put("stoppingSince", "2026-11-27T10:00:00Z");
        ((ObjectNode) node.get("drain")).put("by", "n-7").put("reason", "its process was told to stop");
        FakeServices.registry().answers("GET", "/internal/v1/nodes/n-7", 200, node);

        alice().get("/nodes/n-7")
                .then()
                .statusCode(200)
                .body(allOf(
                        containsString("its process was told to stop"),
                        containsString("its next start ends this"),
                        not(containsString("act-resume"))));
    }

    private static void overridden() {
        ObjectNode node = (ObjectNode) json(false);
        node.putObject("own").put("taskCap", 3).putObject("labels").put("zone", "south");
        node.putObject("overrides").put("taskCap", 5).putObject("labels").put("zone", "<north>");
        FakeServices.registry().answers("GET", "/internal/v1/nodes/n-7", 200, node);
    }

    @Test
    void deletingSaysWhatStandsInTheWay() {
        FakeServices.registry()
                .refuses(
                        "DELETE",
                        "/internal/v1/nodes/n-7",
                        Problem.of(ProblemType.NODE_NOT_EMPTY, "n-7 is RUNNING: drain it first"));

        aliceByScript()
                .post("/nodes/n-7/delete")
                .then()
                .statusCode(422)
                .body(containsString("n-7 is RUNNING: drain it first"));
    }

    @Test
    void aNodeThatIsNotThereIsAPage() {
        alice().get("/nodes/n-8")
                .then()
                .statusCode(404)
                .contentType("text/html")
                .body(containsString("To the overview"));
    }

    @Test
    void theOverviewSaysWhichServiceIsAway() {
        FakeServices.registry().goesAway();

        alice().get("/").then().statusCode(200).body(containsString("The registry does not answer"));
    }

    @Test
    void theOverviewWarnsOfTasksThatNoNodeCanTake() {
        FakeServices.dispatch().answers("GET", "/internal/v1/queue/stuck", 200, tree("""
                        [{"reason":{"code":"NO_LABEL_MATCH","text":"no node has gpu=<a100>; label a node so"},
                          "first":"01a21e9b-4856-72a9-b7db-59fa206f3c4d","count":2}]"""));

        alice().get("/")
                .then()
                .statusCode(200)
                .body(allOf(
                        containsString("No node can take 2 queued tasks."),
                        containsString("gpu=&lt;a100&gt;; label a node so"),
                        containsString("href=\"/tasks/01a21e9b-4856-72a9-b7db-59fa206f3c4d\"")));
    }

    @Test
    void aTaskWithFaultsIsRefusedAtItsFields() {
        aliceByScript()
                .formParam("how", "shell")
                .formParam("command", "true")
                .formParam("priority", "9")
                .formParam("timeout", "soon")
                .formParam("key", "k-1")
                .post("/tasks/new")
                .then()
                .statusCode(422)
                .body(allOf(
                        containsString("id=\"priority-error\""),
                        containsString("id=\"timeout-error\""),
                        containsString(">true</textarea>")));
    }

    @Test
    void manyTasksAreCanceledAfterAQuestionThatNamesThem() {
        String live = "01a21e9b-4856-72a9-b7db-59fa206f3c4d";
        String over = "01a21e9b-4856-72a9-b7db-59fa206f3c4e";
        String gone = "01a21e9b-4856-72a9-b7db-59fa206f3c4f";
        FakeServices.dispatch().answers("GET", "/internal/v1/tasks", 200, tree("""
                        {"items":[%s,%s,%s]}""".formatted(
                        task(live, "RUNNING"), task(over, "FAILED"), task(gone, "QUEUED"))));
        FakeServices.dispatch()
                .answers("POST", "/internal/v1/tasks/" + live + "/cancel", 200, tree(task(live, "CANCELING")));
        FakeServices.dispatch()
                .refuses(
                        "POST",
                        "/internal/v1/tasks/" + gone + "/cancel",
                        Problem.of(ProblemType.TASK_ALREADY_ENDED, "it has ended meanwhile"));

        alice().get("/tasks").then().body(allOf(containsString("Cancel 2 of this"), containsString("Rerun 1 of this")));
        alice().get("/tasks/bulk/cancel?state=")
                .then()
                .statusCode(200)
                .body(allOf(containsString("Cancel 2 tasks?"), containsString(live), not(containsString(over))));
        aliceByScript()
                .formParam("id", live, gone)
                .post("/tasks/bulk/cancel")
                .then()
                .statusCode(200)
                .body(allOf(containsString("1 canceled"), containsString("it has ended meanwhile")));
    }

    @Test
    void theTimeOfSubmissionFiltersAndStaysInTheAddress() {
        alice().queryParam("submittedAfter", "2026-11-27T10:00:00Z")
                .queryParam("submittedBefore", "2026-11-27T12:00:00+01:00")
                .get("/tasks")
                .then()
                .statusCode(200)
                .body(allOf(
                        containsString(
                                "name=\"submittedAfter\" value=\"2026-11-27T10:00\" data-moment=\"2026-11-27T10:00:00Z\""),
                        containsString("name=\"submittedBefore\" value=\"2026-11-27T11:00\""
                                + " data-moment=\"2026-11-27T12:00:00+01:00\""),
                        containsString("submittedBefore=2026-11-27T12%3A00%3A00%2B01%3A00"),
                        containsString("No task matches the filter")));

        assertThat(FakeServices.dispatch().calls("GET", "/internal/v1/tasks"))
                .last()
                .satisfies(call -> assertThat(call.uri().getRawQuery())
                        .contains(
                                "submittedAfter=2026-11-27T10%3A00%3A00Z",
                                "submittedBefore=2026-11-27T12%3A00%3A00%2B01%3A00"));
    }

    @Test
    void aTimeFromAFieldWithoutItsScriptIsOfUtc() {
        alice().queryParam("submittedAfter", "2026-11-27T10:00")
                .get("/tasks")
                .then()
                .statusCode(200)
                .body(containsString("value=\"2026-11-27T10:00\" data-moment=\"2026-11-27T10:00:00Z\""));

        assertThat(FakeServices.dispatch().calls("GET", "/internal/v1/tasks"))
                .last()
                .satisfies(call ->
                        assertThat(call.uri().getRawQuery()).contains("submittedAfter=2026-11-27T10%3A00%3A00Z"));
    }

    @Test
    void eachTimeOfATaskIsAMomentForTheScriptAndUtcWithoutIt() {
        String id = "01a21e9b-4856-72a9-b7db-59fa206f3c4d";
        ObjectNode task = (ObjectNode) tree(task(id, "RUNNING"));
        task.put("startedAt", "2026-11-27T10:00:01.5Z");
        FakeServices.dispatch().answers("GET", "/internal/v1/tasks/" + id, 200, task);

        alice().get("/tasks/" + id)
                .then()
                .statusCode(200)
                .body(allOf(
                        containsString(
                                "<time class=\"ago\" datetime=\"2026-11-27T10:00:00Z\" title=\"2026-11-27 10:00:00Z\">"),
                        containsString("<time datetime=\"2026-11-27T10:00:01.500Z\" title=\"2026-11-27 10:00:01Z\">"
                                + "2026-11-27 10:00:01Z</time>"),
                        containsString("<dt>Ended</dt><dd><small></small></dd>")));
    }

    @Test
    void aPageHasOneKeyForTheRerunOfItsTask() {
        String id = "01a21e9b-4856-72a9-b7db-59fa206f3c4d";
        FakeServices.dispatch().answers("GET", "/internal/v1/tasks/" + id, 200, tree(task(id, "FAILED")));

        String page =
                alice().get("/tasks/" + id).then().statusCode(200).extract().asString();

        String before = page.substring(0, page.indexOf("<div id=\"task\""));
        assertThat(before).containsPattern("id=\"rerun-key\" name=\"key\" value=\"console-[0-9a-f-]{36}\"");
        assertThat(page).contains("hx-include=\"#rerun-key\"");
    }

    @Test
    void moreThanAPageAtOnceIsRefused() {
        aliceByScript()
                .formParam("id", Collections.nCopies(51, "01a21e9b-4856-72a9-b7db-59fa206f3c4d"))
                .post("/tasks/bulk/cancel")
                .then()
                .statusCode(400);
    }

    private static String task(String id, String state) {
        return """
                {"id":"%s","state":"%s","type":"exec","command":["true"],"priority":3,"nodeSelector":{},
                 "guarantee":"once","maxAttempts":1,"timeout":"1h","queueLimit":"24h","submittedBy":"bob",
                 "submittedAt":"2026-11-27T10:00:00Z","attempt":0}""".formatted(id, state);
    }

    @Test
    void theFilterOfNodesSaysWhatItCantUnderstand() {
        alice().get("/nodes?label=nonsense").then().statusCode(200).body(containsString("key=value"));
        alice().get("/nodes?status=OFFLINE").then().body(containsString("None of the 1 nodes matches the filter"));
    }

    private static void node(boolean drains) {
        FakeServices.registry().answers("GET", "/internal/v1/nodes", 200, List.of(json(drains)));
        FakeServices.registry().answers("GET", "/internal/v1/nodes/n-7", 200, json(drains));
        FakeServices.registry().answers("GET", "/internal/v1/nodes/n-7/events", 200, List.of());
    }

    private static JsonNode json(boolean drains) {
        return tree(NODE.formatted(drains));
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/console.js",
                "/console/stream.js",
                "/console/ansi.js",
                "/console/log.js",
                "/console/charts.js",
                "/console/console.css",
                "/console/log.css",
                "/console/charts.css",
                "/console/sluice.svg"
            })
    void itsFilesNeedNoToken(String path) {
        given().get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nothing-here", "/nothing", "/api/v1/nodes/a/b/c", "/console/nothing.js"})
    void whatIsAtNoAddressIsAProblem(String path) {
        client().get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("not-found"))
                .body(not(containsString("Exception")));
    }

    @Test
    void aMethodThatAnAddressDoesNotTakeIsAProblem() {
        client().post("/api/v1/cluster")
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .body("type", equalTo("method-not-allowed"));
    }

    @Test
    void theApiIsDescribed() {
        JsonPath api = client().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("info.title", equalTo("Sluice"))
                .body("components.securitySchemes.token.scheme", equalTo("bearer"))
                .body("components.schemas.Problem.properties.keySet()", hasItems("type", "detail", "errors"))
                .body("components.schemas.NodeName.type", equalTo("string"))
                .extract()
                .jsonPath();

        Map<String, Map<String, Object>> paths = api.getMap("paths");
        assertThat(paths.keySet())
                .contains(
                        "/ping",
                        "/api/v1/nodes",
                        "/api/v1/nodes/{name}",
                        "/api/v1/nodes/{name}/drain",
                        "/api/v1/nodes/{name}/tasks",
                        "/api/v1/nodes/{name}/events",
                        "/api/v1/nodes/{name}/history",
                        "/api/v1/cluster",
                        "/api/v1/cluster/history",
                        "/api/v1/queue/pause",
                        "/api/v1/events")
                .doesNotContain("/", "/nodes", "/tasks", "/tasks/new", "/sign-in");
        paths.forEach((path, operations) -> operations
                .values()
                .forEach(operation -> assertThat(operation.toString())
                        .as("the refusals of %s", path)
                        .contains("#/components/responses/problem")));
    }
}
