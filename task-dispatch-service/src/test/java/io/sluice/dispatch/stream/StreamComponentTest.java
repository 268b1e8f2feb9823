package io.sluice.dispatch.stream;

import static io.restassured.RestAssured.given;
import static io.sluice.contracts.stream.ReportReply.Outcome.ACCEPTED;
import static io.sluice.contracts.stream.ReportReply.Outcome.DUPLICATE;
import static io.sluice.contracts.stream.ReportReply.Outcome.STALE;
import static io.sluice.dispatch.DispatchClient.node;
import static io.sluice.dispatch.DispatchClient.service;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.sluice.contracts.Reason;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.RenewalReply;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.stream.StreamFrame.StopCause;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.LogStream;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import io.sluice.dispatch.DispatchComponent;
import io.sluice.dispatch.DispatchDatabase;
import io.sluice.dispatch.TaskBuilder;
import io.sluice.dispatch.TestNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@DispatchComponent
class StreamComponentTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TestHTTPResource
    URI base;

    private DispatchDatabase database;
    private TestNode node;

    @BeforeEach
    void aNodeThatDispatchHasNotHeardOf() {
        database = DispatchDatabase.ofApplication();
        // What other tests have left in the queue would take the few slots of this test's node.
        database.run("delete from task where state = 'QUEUED'");
        node = new TestNode(base);
    }

    @Test
    void aTaskGoesDownTheStreamAndItsReportsEndIt() {
        UUID id = taskOfNode().named("backup").insert(database);
        TestNode.Stream stream = node.admit(2).attach();

        assertThat(stream.next(StreamFrame.Admission.class)).isEqualTo(new StreamFrame.Admission(true, 2, 1));
        StreamFrame.Assign assign = stream.next(StreamFrame.Assign.class);
        assertThat(assign.taskId()).isEqualTo(id);
        assertThat(assign.attempt()).isOne();
        assertThat(assign.epoch()).isEqualTo(node.epoch());
        assertThat(assign.command()).containsExactly("true");
        assertThat(assign.name()).isEqualTo("backup");
        assertThat(assign.guarantee()).isEqualTo(Guarantee.ONCE);

        assertThat(node.report(new Report.Started(id, 1)).outcomes()).containsExactly(ACCEPTED);
        assertThat(task(id).state()).isEqualTo(TaskState.RUNNING);
        RenewalReply reply = node.renew(assign.ref());
        assertThat(reply.frames()).isEmpty();
        assertThat(reply.leaseMillis()).isEqualTo(20_000);

        Report[] last = {output(id, 1, "hello\n"), output(id, 2, "bye\n"), succeeded(id)};
        assertThat(node.report(last).outcomes()).containsExactly(ACCEPTED, ACCEPTED, ACCEPTED);
        assertThat(node.report(last).outcomes()).containsExactly(DUPLICATE, DUPLICATE, DUPLICATE);

        TaskView ended = task(id);
        assertThat(ended.state()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.node()).isEqualTo(node.name());
        service()
                .get("/internal/v1/tasks/{id}/log", id)
                .then()
                .statusCode(200)
                .body("chunks.text", hasItems("hello\n", "bye\n"))
                .body("ended", equalTo(true));
        stream.close();
    }

    @Test
    void aNodeHearsThatItIsDrainedWhenTheLastAttemptBehindItsBarrierEnds() {
        UUID id = taskOfNode().insert(database);
        TestNode.Stream stream = node.admit(1).attach();
        stream.next(StreamFrame.Assign.class);

        node.admit(1, new Drain(true, "kernel patch", "alice", null, null, null));
        assertThat(stream.next(StreamFrame.Admission.class)).isEqualTo(new StreamFrame.Admission(false, 1, 2));
        node.report(new Report.Started(id, 1), succeeded(id));

        assertThat(stream.next(StreamFrame.Admission.class)).isEqualTo(new StreamFrame.Admission(false, 1, 2, true));
        stream.close();
    }

    @Test
    void aFreedSlotIsFilledAtOnce() {
        UUID first = taskOfNode().insert(database);
        TestNode.Stream stream = node.admit(1).attach();
        assertThat(stream.next(StreamFrame.Assign.class).taskId()).isEqualTo(first);
        UUID second = taskOfNode().insert(database);

        node.report(new Report.Started(first, 1), succeeded(first));

        assertThat(stream.next(StreamFrame.Assign.class).taskId()).isEqualTo(second);
        node.report(succeeded(second));
        stream.close();
    }

    @Test
    void aNewStreamTakesThePlaceOfTheOlderAndSaysAgainWhatWasNotStarted() {
        UUID id = taskOfNode().insert(database);
        TestNode.Stream older = node.admit(1).attach();
        older.next(StreamFrame.Assign.class);

        TestNode.Stream newer = node.attach();

        assertThat(older.next(StreamFrame.GoAway.class).reason()).contains("newer stream");
        older.awaitEnd();
        assertThat(newer.next(StreamFrame.Assign.class).taskId()).isEqualTo(id);
        assertThat(streamOnRecord()).isNotNull();
        node.report(succeeded(id));
        newer.close();
    }

    @Test
    void aRenewalBringsWhatTheStreamDidNot() {
        UUID id = taskOfNode().insert(database);
        TestNode.Stream stream = node.admit(1).attach();
        StreamFrame.Assign assign = stream.next(StreamFrame.Assign.class);

        assertThat(node.renew().frames()).containsExactly(assign);
        assertThat(node.renew(assign.ref()).frames()).isEmpty();
        node.report(succeeded(id));
        assertThat(node.renew(assign.ref()).frames()).containsExactly(new StreamFrame.Stop(id, 1, StopCause.FENCED));
        stream.close();
    }

    @Test
    void whatRanAndIsNotHeldAnyMoreIsLostAndItsReportsAreRefused() {
        UUID id = taskOfNode().insert(database);
        TestNode.Stream stream = node.admit(1).attach();
        StreamFrame.Assign assign = stream.next(StreamFrame.Assign.class);
        node.report(new Report.Started(id, 1));
        node.renew(assign.ref());

        node.renew();

        TaskView lost = task(id);
        assertThat(lost.state()).isEqualTo(TaskState.FAILED);
        assertThat(lost.reason()).extracting(Reason::code).isEqualTo("NODE_LOST");
        assertThat(node.report(succeeded(id)).outcomes()).containsExactly(STALE);
        assertThat(task(id).attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.state()).isEqualTo(AttemptState.LOST);
            assertThat(attempt.refusedReports()).isOne();
        });
        stream.close();
    }

    @Test
    void aCancelIsToldAtOnceAndAgainWithEveryRenewal() {
        UUID id = taskOfNode().insert(database);
        TestNode.Stream stream = node.admit(1).attach();
        StreamFrame.Assign assign = stream.next(StreamFrame.Assign.class);
        node.report(new Report.Started(id, 1));

        service()
                .post("/internal/v1/tasks/{id}/cancel", id)
                .then()
                .statusCode(200)
                .body("state", equalTo("CANCELING"));

        StreamFrame.Stop stop = new StreamFrame.Stop(id, 1, StopCause.CANCEL);
        assertThat(stream.next(StreamFrame.Stop.class)).isEqualTo(stop);
        assertThat(node.renew(assign.ref()).frames()).containsExactly(stop);
        node.report(new Report.Ended(
                id, 1, AttemptState.CANCELED, 143, new Reason("CANCELED", "It was asked to stop."), 10));
        assertThat(task(id).state()).isEqualTo(TaskState.CANCELED);
        assertThat(task(id).reason()).isEqualTo(new Reason("CANCELED", "Canceled by alice."));
        service()
                .post("/internal/v1/tasks/{id}/cancel", id)
                .then()
                .statusCode(409)
                .body("type", equalTo("task-already-ended"));
        stream.close();
    }

    @Test
    void evictedTasksWaitForAnotherNode() {
        UUID id = taskOfNode().insert(database);
        TestNode.Stream stream = node.admit(1).attach();
        stream.next(StreamFrame.Assign.class);
        node.report(new Report.Started(id, 1));
        node.admit(1, new Drain(true, "kernel patch", "alice", null, null, Drain.OnDeadline.REQUEUE));
        assertThat(stream.next(StreamFrame.Admission.class).open()).isFalse();

        service()
                .body(Map.of("action", "requeue", "by", "alice"))
                .post("/internal/v1/nodes/{name}/evict", node.name().value())
                .then()
                .statusCode(204);

        assertThat(stream.next(StreamFrame.Stop.class).cause()).isEqualTo(StopCause.REQUEUE);
        node.report(new Report.Ended(id, 1, AttemptState.CANCELED, 143, null, 10));
        TaskView waits = task(id);
        assertThat(waits.state()).isEqualTo(TaskState.QUEUED);
        assertThat(waits.attempt()).isOne();
        node.admit(1);
        assertThat(stream.next(StreamFrame.Assign.class).attempt()).isEqualTo(2);
        node.report(new Report.Ended(id, 2, AttemptState.SUCCEEDED, 0, null, 10));
        stream.close();
    }

    @Test
    void aStreamWhoseConnectionBrokeIsDetached() {
        TestNode.Stream stream = node.admit(1).attach();
        stream.next(StreamFrame.Admission.class);

        stream.close();

        await("the broken connection is noticed").atMost(TIMEOUT).until(() -> streamOnRecord() == null);
    }

    @Test
    void whoSaidGoodbyeIsAssignedNothingUntilItAttachesAgain() {
        TestNode.Stream stream = node.admit(1).attach();
        stream.next(StreamFrame.Admission.class);

        node.detach();

        stream.next(StreamFrame.GoAway.class);
        stream.awaitEnd();
        assertThat(streamOnRecord()).isNull();
        UUID id = taskOfNode().insert(database);
        assertThat(node.renew().frames()).isEmpty();
        assertThat(task(id).state()).isEqualTo(TaskState.QUEUED);
        TestNode.Stream again = node.attach();
        assertThat(again.next(StreamFrame.Assign.class).taskId()).isEqualTo(id);
        node.report(succeeded(id));
        again.close();
    }

    @Test
    void whatALeavingNodeHasNotBegunWaitsForOthersAtOnce() {
        UUID id = taskOfNode().with(Guarantee.ONCE).insert(database);
        UUID begun = taskOfNode().with(Guarantee.ONCE).insert(database);
        TestNode.Stream stream = node.admit(2).attach();
        stream.next(StreamFrame.Assign.class);
        stream.next(StreamFrame.Assign.class);

        node.detach(new AttemptRef(begun, 1));

        stream.awaitEnd();
        assertThat(task(id).state()).isEqualTo(TaskState.QUEUED);
        assertThat(task(begun).state()).isEqualTo(TaskState.ASSIGNED);
        node.report(new Report.Started(begun, 1), succeeded(begun));
        TestNode.Stream again = node.attach();
        assertThat(again.next(StreamFrame.Assign.class).ref()).isEqualTo(new AttemptRef(id, 2));
        node.report(new Report.Ended(id, 2, AttemptState.SUCCEEDED, 0, null, 10));
        again.close();
    }

    @Test
    void aNewerProcessEndsTheStreamOfTheOlderAndLosesWhatItHeld() {
        UUID id = taskOfNode().with(Guarantee.IDEMPOTENT).withMaxAttempts(3).insert(database);
        TestNode.Stream older = node.admit(1).attach();
        older.next(StreamFrame.Assign.class);
        node.report(new Report.Started(id, 1));

        node.registerAgain(1);

        assertThat(older.next(StreamFrame.GoAway.class).reason()).contains("newer process");
        TestNode.Stream newer = node.attach();
        assertThat(newer.next(StreamFrame.Assign.class).attempt()).isEqualTo(2);
        node.report(new Report.Ended(id, 2, AttemptState.SUCCEEDED, 0, null, 10));
        assertThat(task(id).attempts())
                .extracting(attempt -> attempt.state())
                .containsExactly(AttemptState.LOST, AttemptState.SUCCEEDED);
        newer.close();
    }

    @Test
    void anOlderEpochIsRefusedEverywhere() {
        node.admit(1);
        TestNode.Stream stream = node.registerAgain(1).attach();

        attachAs(1).then().statusCode(409).body("type", equalTo("stale-epoch"));
        node().body(Map.of("epoch", 1, "incarnation", UUID.randomUUID(), "held", List.of()))
                .post("/node/v1/dispatch/nodes/{name}/renewals", node.name().value())
                .then()
                .statusCode(409)
                .body("type", equalTo("stale-epoch"));
        node().body(Map.of("epoch", 1, "incarnation", UUID.randomUUID(), "reports", List.of()))
                .post("/node/v1/dispatch/nodes/{name}/reports", node.name().value())
                .then()
                .statusCode(409)
                .body("type", equalTo("stale-epoch"));
        stream.close();
    }

    @Test
    void anEpochThatDispatchHasNotHeardOfIsToldToAskAgain() {
        attachAs(1)
                .then()
                .statusCode(503)
                .body("type", equalTo("upstream-unavailable"))
                .header("Retry-After", notNullValue());
        node.admit(1);
        attachAs(2).then().statusCode(503).body("type", equalTo("upstream-unavailable"));
    }

    @Test
    void aRetiredNodeIsTurnedAway() {
        node.admit(1);
        node.retire().then().statusCode(200);

        attachAs(1).then().statusCode(410).body("type", equalTo("node-retired"));
        node.tryToRenew().then().statusCode(410).body("type", equalTo("node-retired"));
    }

    @Test
    void badRequestsAreToldWhatIsWrong() {
        node().get("/node/v1/dispatch/nodes/{name}/stream?epoch=x", node.name().value())
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("epoch"));
        node().get("/node/v1/dispatch/nodes/{name}/stream?epoch=1", "No Name")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("name"));
        given().get("/node/v1/dispatch/nodes/{name}/stream?epoch=1", node.name().value())
                .then()
                .statusCode(401);
        node.admit(1);
        node.tryToReport(new Report.Ended(UUID.randomUUID(), 1, AttemptState.RUNNING, null, null, 0))
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("reports[0].state"));
    }

    private io.restassured.response.Response attachAs(long epoch) {
        RequestSpecification request = node();
        return request.get(
                "/node/v1/dispatch/nodes/{name}/stream?epoch={epoch}",
                node.name().value(),
                epoch);
    }

    private TaskBuilder taskOfNode() {
        return aTask().withSelector("node", node.name().value());
    }

    private UUID streamOnRecord() {
        return database.row("select stream from node_lease where name = '" + node.name() + "'")
                .getUUID("stream");
    }

    private static TaskView task(UUID id) {
        return service()
                .get("/internal/v1/tasks/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .as(TaskView.class);
    }

    private static Report output(UUID id, long seq, String text) {
        return new Report.Output(id, 1, seq, LogStream.STDOUT, text, false);
    }

    private static Report succeeded(UUID id) {
        return new Report.Ended(id, 1, AttemptState.SUCCEEDED, 0, null, 1_000);
    }
}
