package io.sluice.node;

import static io.sluice.node.Assignments.noop;
import static io.sluice.node.Assignments.shell;
import static io.sluice.node.Assignments.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.DesiredState;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.stream.Detach;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.stream.StreamFrame;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.LogStream;
import io.sluice.node.membership.NodeConfig;
import io.sluice.node.membership.NodeReadiness;
import io.sluice.node.membership.NodeSelf;
import io.sluice.node.membership.Standing;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node against services over real HTTP. */
class NodeTest {
    private final FakeCluster cluster = new FakeCluster();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final AtomicReference<Duration> frozenFor = new AtomicReference<>(Duration.ZERO);

    @TempDir
    Path directory;

    private NodeSelf self;
    private Node node;
    private boolean stopped;

    @BeforeAll
    static void lookOften() {
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }

    @AfterEach
    void end() {
        if (node != null && !stopped) {
            node.endNow();
            cluster.registryProblem = Optional.empty();
            node.leave();
        }
        cluster.close();
    }

    @Test
    void registersThenChecksInAndAttaches() throws Exception {
        start(config());

        awaitAttached();
        // More than one where the first answers come later than this test's short interval allows.
        int registrations = cluster.registrations.size();
        int heartbeats = cluster.heartbeats.size();
        await("heartbeats go on").until(() -> cluster.heartbeats.size() >= heartbeats + 3);

        assertThat(cluster.registrations).hasSize(registrations);
        assertThat(cluster.registrations.get(0).labels()).containsEntry("zone", "a");
        assertThat(cluster.heartbeats.get(0).epoch()).isEqualTo(new Epoch(7));
        assertThat(cluster.shown.get(0).authorization()).isEqualTo("Bearer join-me");
        assertThat(self.now().standing()).isEqualTo(Standing.REGISTERED);
        assertThat(self.now().epoch()).isEqualTo(new Epoch(7));
    }

    @Test
    void saysWhichTypesOfTasksItRuns() throws Exception {
        start(config());

        await("it registers").until(() -> !cluster.registrations.isEmpty());

        assertThat(cluster.registrations.get(0).types()).containsExactly("exec", "noop");
    }

    @Test
    void aWorkFolderThatWasRemovedIsMadeAgain() throws Exception {
        start(config());
        awaitAttached();
        removeAll(directory.resolve("work"));
        StreamFrame.Assign assign = shell("pwd");

        cluster.send(assign);
        await().until(() -> cluster.end(assign.ref()).isPresent());

        assertThat(cluster.end(assign.ref()).orElseThrow().state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(self.now().closed()).isNull();
    }

    /** The fault is the node's: the task goes elsewhere, and the node takes nothing until it is mended. */
    @Test
    void whatItCanNotBeginIsNoFailureAndItIsClosedUntilItCan() throws Exception {
        start(config());
        awaitAttached();
        removeAll(directory.resolve("work"));
        Files.createFile(directory.resolve("work"));
        StreamFrame.Assign assign = with(Guarantee.ONCE, shell("true"));

        cluster.send(assign);
        await().until(() -> cluster.end(assign.ref()).isPresent());

        Report.Ended end = cluster.end(assign.ref()).orElseThrow();
        assertThat(end.notStarted()).isTrue();
        assertThat(end.reason().code()).isEqualTo("NOT_STARTED");
        assertThat(cluster.starts(assign.ref())).isZero();
        await("dispatch is told")
                .until(() -> cluster.renewals.get(cluster.renewals.size() - 1).closed() != null);
        await("the registry is told")
                .until(() ->
                        cluster.heartbeats.get(cluster.heartbeats.size() - 1).closed() != null);

        Files.delete(directory.resolve("work"));
        await("its own check passes").until(() -> self.now().closed() == null);
        int renewals = cluster.renewals.size();
        await("dispatch is told")
                .until(() -> cluster.renewals.size() > renewals + 1
                        && cluster.renewals.get(cluster.renewals.size() - 1).closed() == null);
        StreamFrame.Assign next = shell("true");
        cluster.send(next);
        await().until(() -> cluster.end(next.ref()).isPresent());
        assertThat(cluster.end(next.ref()).orElseThrow().state()).isEqualTo(AttemptState.SUCCEEDED);
    }

    /** Also when it has just been started: nothing is assigned to it between its first word and its second. */
    @Test
    void aNodeWithoutRoomSaysSoBeforeItAttaches() throws Exception {
        start(config("sluice.node.min-free-space", String.valueOf(Long.MAX_VALUE)));

        awaitAttached();

        assertThat(cluster.renewals.get(0).closed()).contains("sluice.node.min-free-space");
        await("the registry is told").until(() -> cluster.heartbeats.stream().anyMatch(beat -> beat.closed() != null));
    }

    @Test
    void aNodeThatTakesNoTasksNeedsNoWorkFolder() throws Exception {
        Files.createFile(directory.resolve("work"));

        cluster.desired = new DesiredState(Drain.OFF, 0, 100);
        start(config("sluice.node.task-cap", "0"));
        awaitAttached();

        assertThat(self.now().closed()).isNull();
    }

    @Test
    void aWorkFolderThatCanNeverBeIsRefusedAtStart() throws Exception {
        Files.createFile(directory.resolve("work"));

        assertThatThrownBy(() -> start(config())).isInstanceOf(IOException.class);
    }

    @Test
    void joinsWithTheTokenAndIsKnownByItsSecretFromThenOn() throws Exception {
        start(config());
        awaitAttached();
        await().until(() -> cluster.heartbeats.size() >= 2 && !cluster.renewals.isEmpty());

        String kept = Files.readString(directory.resolve("own/n-1.secret")).strip();
        assertThat(cluster.shown.get(0)).isEqualTo(new FakeCluster.Shown("register", "Bearer join-me", kept));
        assertThat(cluster.shown)
                .filteredOn(shown -> !shown.call().equals("register"))
                .isNotEmpty()
                .allSatisfy(shown -> {
                    assertThat(shown.authorization()).as(shown.call()).isNull();
                    assertThat(shown.secret()).isEqualTo(kept);
                });
    }

    @Test
    void aRegistryThatKeepsNoSecretsGetsTheTokenWithEveryCall() throws Exception {
        cluster.keepsSecrets = null;
        cluster.wantsToken = true;
        start(config());
        awaitAttached();
        await().until(() -> !cluster.heartbeats.isEmpty() && !cluster.renewals.isEmpty());

        assertThat(cluster.shown).extracting(FakeCluster.Shown::authorization).containsOnly("Bearer join-me");
    }

    @Test
    void aServiceThatStillWantsTheTokenGetsItFromItsFile() throws Exception {
        start(config());
        awaitAttached();

        cluster.wantsToken = true;
        int heartbeats = cluster.heartbeats.size();

        await("heartbeats go on").until(() -> cluster.heartbeats.size() >= heartbeats + 2);
        assertThat(self.now().standing()).isEqualTo(Standing.REGISTERED);
    }

    @Test
    void aNodeWhoseNameIsTakenIsNotReadyAndTriesOnUntilItIsFree() throws Exception {
        cluster.registryProblem = Optional.of(ProblemType.NAME_TAKEN);
        start(config());

        await().until(() -> self.now().standing() == Standing.WAITING_FOR_NAME);
        assertThat(new NodeReadiness(self).call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        int tries = cluster.shown.size();
        await("it tries on").until(() -> cluster.shown.size() >= tries + 3);
        assertThat(exit).isNotDone();

        cluster.registryProblem = Optional.empty();
        awaitAttached();
        assertThat(new NodeReadiness(self).call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void saysWhereItRunsAndLeavesOutWhatIsEmpty() throws Exception {
        start(config("sluice.node.place.zone", "eu-1a", "sluice.node.place.rack", ""));

        await("it registers").until(() -> !cluster.registrations.isEmpty());

        assertThat(cluster.registrations.get(0).place())
                .containsOnlyKeys("host", "zone")
                .containsEntry("zone", "eu-1a");
    }

    @Test
    void runsWhatIsAssignedAndReportsItInOrder() throws Exception {
        start(config());
        awaitAttached();
        StreamFrame.Assign assign = shell("echo hello; echo oops >&2; echo bye; exit 3");

        cluster.send(assign);
        await().until(() -> cluster.end(assign.ref()).isPresent());

        assertThat(cluster.reports.get(0).getClass().getSimpleName()).isEqualTo("Started");
        assertThat(cluster.log(assign.ref(), LogStream.STDOUT)).isEqualTo("hello\nbye\n");
        assertThat(cluster.log(assign.ref(), LogStream.STDERR)).isEqualTo("oops\n");
        assertThat(cluster.outputs(assign.ref()).stream().map(output -> output.seq()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(cluster.end(assign.ref()).orElseThrow().state()).isEqualTo(AttemptState.FAILED);
        assertThat(cluster.end(assign.ref()).orElseThrow().exitCode()).isEqualTo(3);
        await("nothing is held any more")
                .until(() ->
                        cluster.renewals.get(cluster.renewals.size() - 1).held().isEmpty());
    }

    @Test
    void anAttemptThatIsAssignedAgainIsNotStartedAgain() throws Exception {
        start(config());
        awaitAttached();
        StreamFrame.Assign assign = shell("read line; echo $line");
        StreamFrame.Assign later = noop("1ms");

        cluster.send(assign);
        cluster.send(assign);
        await().until(() -> cluster.end(assign.ref()).isPresent());
        cluster.send(assign);
        cluster.framesOfRenewals.add(assign);
        cluster.send(later);
        await().until(() -> cluster.end(later.ref()).isPresent());
        int renewals = cluster.renewals.size();
        await().until(() -> cluster.renewals.size() >= renewals + 2);

        assertThat(cluster.starts(assign.ref())).isOne();
    }

    @Test
    void anAttemptOfAnotherEpochIsNotStarted() throws Exception {
        cluster.epoch = 8;
        start(config());
        awaitAttached();
        StreamFrame.Assign old = noop("1ms");

        cluster.send(old);
        cluster.send(new StreamFrame.Stop(old.taskId(), old.attempt(), StreamFrame.StopCause.CANCEL));
        await("the stop is answered, so the assignment came before")
                .until(() -> cluster.end(old.ref()).isPresent());

        assertThat(cluster.starts(old.ref())).isZero();
    }

    @Test
    void whatIsNotAcknowledgedIsSentAgainAndHeldUntilThen() throws Exception {
        start(config());
        awaitAttached();
        cluster.takesReports = false;
        StreamFrame.Assign assign = shell("echo hello");

        cluster.send(assign);
        await("it ends here").until(() -> self.now().runningAttempts() == 0 && holds(assign));
        int renewals = cluster.renewals.size();
        await("it is still held").until(() -> cluster.renewals.size() >= renewals + 2 && holds(assign));
        cluster.takesReports = true;
        await().until(() -> cluster.end(assign.ref()).isPresent());

        assertThat(cluster.starts(assign.ref())).isOne();
        assertThat(cluster.log(assign.ref(), LogStream.STDOUT)).isEqualTo("hello\n");
    }

    @Test
    void attachesAgainWhenTheStreamBreaks() throws Exception {
        start(config());
        awaitAttached();
        cluster.cutStream();
        awaitAttached();
        StreamFrame.Assign assign = noop("1ms");

        cluster.send(assign);

        await().until(() -> cluster.end(assign.ref()).isPresent());
    }

    @Test
    void aStaleReportEndsTheAttemptAndNothingMoreIsSaidOfIt() throws Exception {
        start(config("sluice.node.kill-grace", "300ms"));
        awaitAttached();
        StreamFrame.Assign assign = shell("trap '' TERM; echo $$; while :; do sleep 1; echo more; done");
        cluster.send(assign);
        await().until(() -> !cluster.outputs(assign.ref()).isEmpty());
        long pid = Long.parseLong(
                cluster.log(assign.ref(), LogStream.STDOUT).lines().findFirst().orElseThrow());

        cluster.staleAttempts.add(assign.ref());

        await().until(() -> ProcessHandle.of(pid).isEmpty());
        await().until(() -> self.now().runningAttempts() == 0);
        assertThat(cluster.end(assign.ref())).isEmpty();
        await().until(() -> !holds(assign));
    }

    @Test
    void aStaleEpochEndsEverythingAndTheProcess() throws Exception {
        start(config("sluice.node.kill-grace", "200ms"));
        awaitAttached();
        StreamFrame.Assign assign = shell("echo $$; sleep 1000");
        cluster.send(assign);
        await().until(() -> !cluster.outputs(assign.ref()).isEmpty());
        long pid = Long.parseLong(cluster.log(assign.ref(), LogStream.STDOUT).strip());

        cluster.registryProblem = Optional.of(ProblemType.STALE_EPOCH);

        assertThat(exit.get(10, TimeUnit.SECONDS)).isEqualTo(4);
        stop();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(cluster.end(assign.ref())).isEmpty();
        assertThat(cluster.farewell).isEmpty();
        assertThat(self.now().standing()).isEqualTo(Standing.REFUSED);
    }

    @Test
    void aRetiredNodeStopsWithItsOwnExitCode() throws Exception {
        cluster.registryProblem = Optional.of(ProblemType.NODE_RETIRED);

        start(config());

        assertThat(exit.get(10, TimeUnit.SECONDS)).isEqualTo(5);
    }

    @Test
    void aNodeThatTheRegistryDoesNotKnowRegistersAgain() throws Exception {
        start(config());
        awaitAttached();

        cluster.registryProblem = Optional.of(ProblemType.NODE_UNKNOWN);
        await().until(() -> self.now().standing() == Standing.UNREGISTERED);
        cluster.registryProblem = Optional.empty();

        await().until(() -> self.now().standing() == Standing.REGISTERED);
        assertThat(cluster.registrations).hasSizeGreaterThanOrEqualTo(2);
        assertThat(cluster.registrations.stream()
                        .map(request -> request.incarnation())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void workGoesOnWhileTheRegistryIsAway() throws Exception {
        start(config());
        awaitAttached();
        cluster.registryProblem = Optional.of(ProblemType.UPSTREAM_UNAVAILABLE);
        int heartbeats = cluster.heartbeats.size();
        StreamFrame.Assign assign = noop("1ms");

        cluster.send(assign);
        await().until(() -> cluster.end(assign.ref()).isPresent());

        assertThat(cluster.heartbeats.size()).isBetween(heartbeats, heartbeats + 1);
        assertThat(self.now().isInService()).isTrue();
    }

    @Test
    void theNextRegistryIsAskedWhenOneDoesNotAnswer() throws Exception {
        URI nobody;
        try (FakeCluster gone = new FakeCluster()) {
            nobody = gone.address();
        }

        start(config("sluice.node.registry-urls", nobody + "," + cluster.address()));

        await().until(() -> cluster.heartbeats.size() >= 2);
    }

    @Test
    void aDrainHeardFromEitherSideTakesTheNodeOutOfServiceAtOnce() throws Exception {
        start(config());
        awaitAttached();
        NodeReadiness readiness = readiness();
        assertThat(readiness.call().getStatus().name()).isEqualTo("UP");

        cluster.desired = new DesiredState(new Drain(true, "patch", "alice", null, null, null), 5, 100);
        await().until(() -> !self.now().isInService());
        assertThat(readiness.call().getStatus().name())
                .as("an agent's pod is ready all the same: no Service sends to it, and a rollout goes on past it")
                .isEqualTo("UP");
        cluster.desired = new DesiredState(Drain.OFF, 3, 60_000);
        await().until(() -> self.now().isInService());
        assertThat(self.now().taskCap()).isEqualTo(3);
        await("a long interval holds from now on").until(() -> cluster.heartbeats.size() > 1);

        cluster.send(new StreamFrame.Admission(false, 3, 12));
        await().until(() -> self.now().isDraining());
        cluster.send(new StreamFrame.Admission(true, 4, 13));
        await().until(() -> self.now().isInService() && self.now().taskCap() == 4);
    }

    @Test
    void leavesOnlyWhenItsAttemptsHaveEndedAndChecksInUntilThen() throws Exception {
        start(config());
        awaitAttached();
        Path gate = directory.resolve("gate");
        StreamFrame.Assign assign = shell("echo on; while [ ! -e " + gate + " ]; do sleep 0.05; done; echo off");
        cluster.send(assign);
        await().until(() -> !cluster.outputs(assign.ref()).isEmpty());
        await("a check-in before the stop, which says nothing of it").until(() -> !cluster.heartbeats.isEmpty());

        CompletableFuture<Void> stop = CompletableFuture.runAsync(this::stop);
        await().until(() -> self.now().standing() == Standing.LEAVING && cluster.farewell.contains("detach"));
        int heartbeats = cluster.heartbeats.size();
        int renewals = cluster.renewals.size();
        await("heartbeats and renewals go on")
                .until(() -> cluster.heartbeats.size() > heartbeats + 1 && cluster.renewals.size() > renewals + 1);
        await("the registry is told, and told again")
                .until(() -> cluster.heartbeats.stream()
                                .filter(heartbeat -> Boolean.TRUE.equals(heartbeat.leaving()))
                                .count()
                        > 1);
        assertThat(cluster.heartbeats.get(0).leaving()).isNull();
        assertThat(readiness().call().getStatus().name()).isEqualTo("DOWN");
        await("the stream is closed").until(() -> !cluster.isAttached());
        Files.createFile(gate);
        stop.get(10, TimeUnit.SECONDS);

        assertThat(cluster.end(assign.ref()).orElseThrow().state()).isEqualTo(AttemptState.SUCCEEDED);
        assertThat(cluster.log(assign.ref(), LogStream.STDOUT)).isEqualTo("on\noff\n");
        assertThat(cluster.farewell).containsExactly("detach", "ended", "detach", "goodbye");
        assertThat(children(directory.resolve("work"))).isEmpty();
    }

    @Test
    void whatReachesANodeThatLeavesIsNotBegunAndWhatItHasBegunIsTold() throws Exception {
        start(config());
        awaitAttached();
        StreamFrame.Assign running = noop("1h");
        StreamFrame.Assign onItsWay = noop("1ms");
        cluster.send(running);
        await().until(() -> cluster.starts(running.ref()) == 1);

        CompletableFuture<Void> stop = CompletableFuture.runAsync(this::stop);
        await().until(() -> cluster.farewell.contains("detach"));
        cluster.framesOfRenewals.add(onItsWay);
        int renewals = cluster.renewals.size();
        await().until(() -> cluster.renewals.size() > renewals + 2);
        cluster.framesOfRenewals.add(
                new StreamFrame.Stop(running.taskId(), running.attempt(), StreamFrame.StopCause.CANCEL));
        stop.get(10, TimeUnit.SECONDS);

        assertThat(cluster.starts(onItsWay.ref())).isZero();
        assertThat(cluster.end(running.ref()).orElseThrow().state()).isEqualTo(AttemptState.CANCELED);
        assertThat(cluster.detaches).extracting(Detach::begun).containsExactly(List.of(running.ref()), List.of());
    }

    @Test
    void whatTheLastRenewalBringsIsNotBegun() throws Exception {
        start(config());
        awaitAttached();
        StreamFrame.Assign late = shell("touch " + directory.resolve("ran"));
        cluster.framesOfTheLastRenewals.add(late);

        stop();

        assertThat(cluster.renewals).isNotEmpty();
        assertThat(cluster.starts(late.ref())).isZero();
        assertThat(directory.resolve("ran")).doesNotExist();
        assertThat(self.now().runningAttempts()).isZero();
    }

    @Test
    void aNodeThatDispatchDoesNotHearOfLeavingBeginsNothingEither() throws Exception {
        start(config("sluice.node.shutdown-wait", "1s"));
        awaitAttached();
        StreamFrame.Assign running = noop("1h");
        StreamFrame.Assign onItsWay = noop("1ms");
        cluster.send(running);
        await().until(() -> cluster.starts(running.ref()) == 1);

        cluster.dispatchProblem = Optional.of(ProblemType.UPSTREAM_UNAVAILABLE);
        CompletableFuture<Void> stop = CompletableFuture.runAsync(this::stop);
        await().until(() -> self.now().standing() == Standing.LEAVING);
        cluster.framesOfRenewals.add(onItsWay);
        await("the node waits for its attempts no longer")
                .until(() -> self.now().runningAttempts() == 0);
        cluster.dispatchProblem = Optional.empty();
        stop.get(10, TimeUnit.SECONDS);

        assertThat(cluster.starts(onItsWay.ref())).isZero();
        assertThat(cluster.detaches).as("it is told at the end").isNotEmpty();
    }

    @Test
    void whenTheWaitIsOverOnceFailsAndOthersAreHandedBack() throws Exception {
        start(config("sluice.node.shutdown-wait", "300ms", "sluice.node.kill-grace", "200ms"));
        awaitAttached();
        StreamFrame.Assign once = shell("trap '' TERM; echo on; sleep 1000 & wait; sleep 1000");
        StreamFrame.Assign exclusive = with(Guarantee.EXCLUSIVE, shell("echo on; sleep 1000"));
        cluster.send(once);
        cluster.send(exclusive);
        await().until(() -> !cluster.outputs(once.ref()).isEmpty()
                && !cluster.outputs(exclusive.ref()).isEmpty());

        stop();

        assertThat(cluster.end(once.ref()).orElseThrow().state()).isEqualTo(AttemptState.FAILED);
        assertThat(cluster.end(once.ref()).orElseThrow().reason().code()).isEqualTo("NODE_STOPPED");
        assertThat(cluster.end(exclusive.ref())).isEmpty();
        assertThat(cluster.renewals.get(cluster.renewals.size() - 1).held()).isEmpty();
        assertThat(cluster.farewell).endsWith("goodbye");
    }

    @Test
    void aNodeThatIsCutOffEndsExclusiveAttemptsAlone() throws Exception {
        start(config("sluice.node.heartbeat-interval", "100ms", "sluice.node.self-stop", "600ms"));
        awaitAttached();
        StreamFrame.Assign exclusive = with(Guarantee.EXCLUSIVE, shell("echo $$; sleep 1000"));
        StreamFrame.Assign once = shell("echo $$; sleep 1000");
        cluster.send(exclusive);
        cluster.send(once);
        await().until(() -> !cluster.outputs(once.ref()).isEmpty()
                && !cluster.outputs(exclusive.ref()).isEmpty());
        long exclusivePid =
                Long.parseLong(cluster.log(exclusive.ref(), LogStream.STDOUT).strip());

        cluster.dispatchProblem = Optional.of(ProblemType.UPSTREAM_UNAVAILABLE);
        await().until(() -> ProcessHandle.of(exclusivePid).isEmpty());
        await().until(() -> self.now().runningAttempts() == 1);
        cluster.dispatchProblem = Optional.empty();

        await("dispatch learns that it is not held").until(() -> !holds(exclusive) && holds(once));
        assertThat(cluster.end(exclusive.ref())).isEmpty();
    }

    /** What lies in a stream since before the lease lapsed may be another node's task by now. */
    @Test
    void aNodeThatWasFrozenListensToANewStream() throws Exception {
        start(config());
        awaitAttached();
        await().until(() -> cluster.renewals.size() > 1);
        int attachments = cluster.attachments();

        frozenFor.set(Duration.ofSeconds(40));

        await("it attaches anew").until(() -> cluster.attachments() > attachments);
        StreamFrame.Assign exclusive = with(Guarantee.EXCLUSIVE, shell("echo on"));
        cluster.send(exclusive);
        await().until(() -> cluster.end(exclusive.ref()).isPresent());
        assertThat(cluster.attachments()).as("once").isEqualTo(attachments + 1);
    }

    @Test
    void aFloodOfOutputArrivesWholeThroughASmallOutbox() throws Exception {
        start(config("sluice.node.log-limit", "64M"));
        awaitAttached();
        StreamFrame.Assign assign = shell("seq 1 400000");

        cluster.send(assign);
        await().until(() -> cluster.end(assign.ref()).isPresent());

        String expected = IntStream.rangeClosed(1, 400_000)
                .mapToObj(Integer::toString)
                .reduce(new StringBuilder(), (text, line) -> text.append(line).append('\n'), StringBuilder::append)
                .toString();
        assertThat(cluster.log(assign.ref(), LogStream.STDOUT).equals(expected)).isTrue();
    }

    @Test
    void manyShortTasksEachRunOnce() throws Exception {
        start(config());
        awaitAttached();
        List<StreamFrame.Assign> assigns =
                IntStream.range(0, 300).mapToObj(i -> noop("5ms")).toList();

        assigns.forEach(cluster::send);
        await().until(() ->
                assigns.stream().allMatch(assign -> cluster.end(assign.ref()).isPresent()));

        assertThat(assigns).allMatch(assign -> cluster.starts(assign.ref()) == 1);
        await().until(() -> self.now().runningAttempts() == 0);
    }

    @Test
    void aTaskThatFillsTheCommonPoolDelaysNothing() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        for (int i = 0; i < Runtime.getRuntime().availableProcessors() * 2; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        try {
            start(config());
            awaitAttached();
            StreamFrame.Assign assign = shell("exit 0");

            cluster.send(assign);

            await().until(() -> cluster.end(assign.ref()).isPresent());
            int heartbeats = cluster.heartbeats.size();
            await().until(() -> cluster.heartbeats.size() > heartbeats);
        } finally {
            gate.countDown();
        }
    }

    @Test
    void framesAndFieldsOfALaterVersionArePassedOver() throws Exception {
        JsonNode later = Json.mapper().readTree("{\"frame\":\"keep-alive\",\"since\":\"a later version\"}");

        assertThat(Json.mapper().treeToValue(later, StreamFrame.class)).isInstanceOf(StreamFrame.KeepAlive.class);
    }

    private static void removeAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private NodeConfig config(String... namesAndValues) {
        return NodeSettings.withToken(NodeSettings.at(cluster.address(), directory.resolve("work"), namesAndValues));
    }

    private void start(NodeConfig config) throws IOException, InterruptedException {
        self = new NodeSelf(config);
        node = new Node(config, self, this::now, List.of(), exit::complete, exit::complete);
        node.start();
    }

    private Moment now() {
        Moment now = NodeClock.system().now();
        Duration frozen = frozenFor.get();
        return new Moment(now.monotonicNanos() + frozen.toNanos(), now.wall().plus(frozen));
    }

    private void stop() {
        stopped = true;
        node.leave();
    }

    private NodeReadiness readiness() {
        return new NodeReadiness(self);
    }

    private boolean holds(StreamFrame.Assign assign) {
        return !cluster.renewals.isEmpty()
                && cluster.renewals.get(cluster.renewals.size() - 1).held().contains(assign.ref());
    }

    private void awaitAttached() {
        await("the node attaches").until(cluster::isAttached);
    }

    private static List<Path> children(Path work) throws IOException {
        try (Stream<Path> files = Files.list(work.resolve("n-1"))) {
            return files.toList();
        }
    }
}
