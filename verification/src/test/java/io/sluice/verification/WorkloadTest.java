package io.sluice.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.contracts.Json;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskState;
import io.sluice.verification.FakeGateway.Reply;
import io.sluice.verification.FakeGateway.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkloadTest {
    private static final Duration NOW = Duration.ofSeconds(10);
    private static final String TASKS = "/api/v1/tasks";

    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Witness witness;

    @BeforeEach
    void open() throws IOException {
        witness = Witness.open(folder);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void onlyATaskThatIsAnsweredWith202IsAccepted() throws Exception {
        AtomicInteger count = new AtomicInteger();
        FakeGateway gateway = gateway(request -> switch (count.getAndIncrement() % 5) {
            case 0 -> Optional.of(new Reply(503, ""));
            case 1 -> Optional.of(new Reply(429, ""));
            case 2 -> Optional.empty();
            case 3 -> Optional.of(new Reply(500, "{}"));
            default -> accept(request);
        });
        Workload workload = start(good(50), gateway.uri());

        awaitAccepted(workload, 5);
        workload.stop(NOW);

        assertThat(workload.answers().unexpected()).as("all else is sent again").isEmpty();
        List<Accepted> accepted = workload.answers().accepted();
        assertThat(accepted).allSatisfy(each -> assertThat(each.id()).isEqualTo(idOf(each.key())));
        Map<String, Long> sent =
                gateway.requests().stream().collect(Collectors.groupingBy(Request::key, Collectors.counting()));
        assertThat(accepted).allSatisfy(each -> assertThat(sent.get(each.key())).isEqualTo((long) each.tries()));
        assertThat(accepted).anyMatch(each -> each.tries() > 1);
        assertThat(accepted).extracting(Accepted::key).doesNotHaveDuplicates();
    }

    @Test
    void whatIsSentAgainIsTheSame() throws Exception {
        FakeGateway gateway = gateway(request -> Optional.of(new Reply(503, "")));
        Workload workload = start(good(20), gateway.uri());

        await("one that was sent three times")
                .until(() -> bodiesOfMostSent(gateway).size() >= 3);
        workload.stop(NOW);

        assertThat(bodiesOfMostSent(gateway).stream().distinct()).hasSize(1);
        assertThat(workload.answers().accepted()).isEmpty();
        assertThat(workload.answers().unanswered()).isNotEmpty();
    }

    @Test
    void aGatewayThatIsGoneIsPassedOver() throws Exception {
        FakeGateway gone = new FakeGateway(WorkloadTest::accept);
        gone.close();
        FakeGateway gateway = gateway(WorkloadTest::accept);
        Workload workload = start(good(50), gone.uri(), gateway.uri());

        awaitAccepted(workload, 5);
        workload.stop(NOW);

        assertThat(workload.answers().unexpected()).isEmpty();
    }

    @Test
    void anAnswerThatComesTooLateIsNoAnswer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        FakeGateway gateway = gateway(request -> {
            if (count.getAndIncrement() == 0) {
                never.await();
            }
            return accept(request);
        });
        Gateways hasty = new Gateways(List.of(gateway.uri()), "secret", Duration.ofMillis(300));
        Workload workload = started(new Workload(hasty, good(1), new Random(1), witness, Clock.systemUTC()));

        awaitAccepted(workload, 1);
        never.countDown();
        workload.stop(NOW);

        assertThat(workload.answers().accepted()).anyMatch(each -> each.tries() == 2);
        assertThat(gateway.requests().get(0).authorization()).isEqualTo("Bearer secret");
    }

    @Test
    void noMoreThanTheBoundAreOnTheirWay() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        FakeGateway gateway = gateway(request -> {
            open.await();
            return accept(request);
        });
        Workload workload = start(plan(1_000, 3, 0, 0, 0), gateway.uri());

        await("the bound is reached").until(() -> gateway.requests().size() >= 3);
        await("nothing beyond it, while many would have been due")
                .during(Duration.ofMillis(300))
                .until(() -> gateway.requests().size() == 3 && workload.outstanding() == 3);
        open.countDown();

        awaitAccepted(workload, 10);
        workload.stop(NOW);
        assertThat(workload.outstanding()).isZero();
    }

    @Test
    void nothingIsSentOnceItIsStopped() throws Exception {
        FakeGateway gateway = gateway(WorkloadTest::accept);
        Workload workload = start(good(100), gateway.uri());
        awaitAccepted(workload, 5);

        workload.stop(NOW);

        int sent = gateway.requests().size();
        assertThat(workload.answers().accepted()).hasSize(sent);
        await("silence")
                .during(Duration.ofMillis(300))
                .until(() -> gateway.requests().size() == sent);
    }

    @Test
    void anotherAnswerIsKeptAndNotSentAgain() throws Exception {
        FakeGateway gateway = gateway(request -> Optional.of(new Reply(422, "no")));
        Workload workload = start(good(50), gateway.uri());

        await("answers").until(() -> workload.answers().unexpected().size() >= 3);
        workload.stop(NOW);

        assertThat(workload.answers().accepted()).isEmpty();
        assertThat(gateway.requests()).extracting(Request::key).doesNotHaveDuplicates();
        assertThat(workload.answers().unexpected().get(0).status()).isEqualTo(422);
    }

    @Test
    void a202WithoutAnIdIsNoAcceptance() throws Exception {
        FakeGateway gateway = gateway(request -> Optional.of(new Reply(202, "{}")));
        Workload workload = start(good(50), gateway.uri());

        await("answers").until(() -> !workload.answers().unexpected().isEmpty());
        workload.stop(NOW);

        assertThat(workload.answers().accepted()).isEmpty();
    }

    @Test
    void aKeyThatIsSentAgainOnPurposeIsKeptWithBothAnswers() throws Exception {
        FakeGateway gateway = gateway(request -> Optional.of(new Reply(202, body(UUID.randomUUID()))));
        Workload workload = start(plan(50, 10, 1, 0, 0), gateway.uri());

        await("replays").until(() -> workload.answers().replayed().size() >= 3);
        workload.stop(NOW);

        Map<String, UUID> first =
                workload.answers().accepted().stream().collect(Collectors.toMap(Accepted::key, Accepted::id));
        assertThat(workload.answers().replayed()).allSatisfy(replay -> {
            assertThat(replay.first()).isEqualTo(first.get(replay.key()));
            assertThat(replay.second()).isNotEqualTo(replay.first());
        });
    }

    @Test
    void badSubmissionsAreKeptWithTheirRefusal() throws Exception {
        FakeGateway gateway = gateway(request -> Optional.of(new Reply(400, """
                {"type":"invalid-request","title":"t","status":400,"detail":"d",\
                "errors":[{"field":"priority","message":"m"}]}""")));
        Workload workload = start(plan(100, 10, 0, 1, 0), gateway.uri());

        await("refusals").until(() -> workload.answers().refused().size() >= 30);
        workload.stop(NOW);

        assertThat(workload.answers().accepted()).isEmpty();
        assertThat(workload.answers().refused()).allSatisfy(refused -> {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.type()).isEqualTo("invalid-request");
            assertThat(refused.fields()).containsExactly("priority");
        });
        assertThat(workload.answers().refused())
                .extracting(Refused::wrong)
                .contains("priority", "guarantee", "timeout", "command", "maxAttempts", "nonsense", "body");
    }

    @Test
    void cancelsAreKeptWithTheirAnswers() throws Exception {
        AtomicInteger count = new AtomicInteger();
        FakeGateway gateway = gateway(request -> {
            if (!request.path().endsWith("/cancel")) {
                return accept(request);
            }
            return switch (count.getAndIncrement() % 3) {
                case 0 -> Optional.empty();
                case 1 -> Optional.of(new Reply(409, "{}"));
                default -> Optional.of(new Reply(200, canceling(request)));
            };
        });
        Workload workload = start(plan(50, 10, 0, 0, 1), gateway.uri());

        await("cancels").until(() -> workload.answers().cancels().size() >= 6);
        workload.stop(NOW);

        assertThat(workload.answers().cancels())
                .anySatisfy(cancel -> assertThat(cancel.answeredAt()).isNull())
                .anySatisfy(cancel -> assertThat(cancel.status()).isEqualTo(409))
                .anySatisfy(cancel -> assertThat(cancel.state()).isEqualTo(TaskState.CANCELING));
    }

    @Test
    void theSameSeedMakesTheSameTasks() throws Exception {
        assertThat(drafts(7, "run")).isEqualTo(drafts(7, "run"));
        assertThat(drafts(7, "run")).isNotEqualTo(drafts(8, "run"));
        assertThat(drafts(7, "run").stream().map(Draft::key))
                .doesNotContainAnyElementsOf(
                        drafts(7, "other").stream().map(Draft::key).toList());
    }

    @Test
    void tasksComeInTheSharesOfThePlan() throws Exception {
        List<Draft> drafts = drafts(3, "run");

        List<Draft.Good> good = drafts.stream()
                .filter(Draft.Good.class::isInstance)
                .map(Draft.Good.class::cast)
                .toList();
        assertThat(drafts.size() - good.size()).isBetween(5, 50);
        for (Guarantee guarantee : Guarantee.values()) {
            assertThat(good.stream()
                            .filter(each -> each.guarantee() == guarantee)
                            .count())
                    .isBetween(500L, 850L);
        }
        for (Shape shape : Shape.values()) {
            assertThat(good.stream().filter(each -> each.shape() == shape).count())
                    .isGreaterThan(150);
        }
        assertThat(good.stream()
                        .filter(each -> each.runs().compareTo(Duration.ofSeconds(25)) >= 0)
                        .count())
                .isBetween(70L, 220L);
        assertThat(good).allMatch(each -> each.runs().compareTo(Duration.ofSeconds(45)) <= 0);
        assertThat(good.stream()
                        .filter(each -> !each.replayAfter().isNegative())
                        .count())
                .isBetween(50L, 160L);
        assertThat(good.stream()
                        .filter(each -> !each.cancelAfter().isNegative())
                        .count())
                .isBetween(50L, 160L);
        for (Draft.Good each : good) {
            JsonNode body = Json.mapper().readTree(each.body());
            assertThat(body.path("name").asText()).isEqualTo(each.key());
            assertThat(body.has("maxAttempts")).isEqualTo(each.guarantee() != Guarantee.ONCE);
        }
    }

    private List<Draft> drafts(long seed, String run) {
        Drafts drafts = new Drafts(WorkloadPlan.standard(10), new Random(seed), witness, run);
        List<Draft> made = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            made.add(drafts.next());
        }
        return made;
    }

    private FakeGateway gateway(FakeGateway.Answers answers) throws IOException {
        FakeGateway gateway = new FakeGateway(answers);
        opened.add(gateway);
        return gateway;
    }

    private Workload start(WorkloadPlan plan, URI... gateways) {
        return started(new Workload(List.of(gateways), "secret", plan, new Random(1), witness));
    }

    private Workload started(Workload workload) {
        opened.add(0, workload);
        workload.start();
        return workload;
    }

    private static WorkloadPlan good(double tasksPerSecond) {
        return plan(tasksPerSecond, 10, 0, 0, 0);
    }

    private static WorkloadPlan plan(
            double tasksPerSecond, int mostOutstanding, double replays, double bad, double cancels) {
        WorkloadPlan standard = WorkloadPlan.standard(tasksPerSecond);
        return new WorkloadPlan(
                tasksPerSecond,
                standard.guarantees(),
                standard.runs(),
                standard.shapes(),
                standard.maxAttempts(),
                standard.timeout(),
                mostOutstanding,
                replays,
                bad,
                cancels,
                Duration.ofMillis(50));
    }

    private static void awaitAccepted(Workload workload, int count) {
        await("accepted tasks").until(() -> workload.answers().accepted().size() >= count);
    }

    private static List<String> bodiesOfMostSent(FakeGateway gateway) {
        return gateway.requests().stream()
                .collect(Collectors.groupingBy(Request::key, Collectors.mapping(Request::body, Collectors.toList())))
                .values()
                .stream()
                .max((one, other) -> Integer.compare(one.size(), other.size()))
                .orElse(List.of());
    }

    private static Optional<Reply> accept(Request request) {
        assertThat(request.path()).isEqualTo(TASKS);
        return Optional.of(new Reply(202, body(idOf(request.key()))));
    }

    private static UUID idOf(String key) {
        return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String body(UUID id) {
        return "{\"id\":\"" + id + "\",\"state\":\"QUEUED\"}";
    }

    private static String canceling(Request request) {
        String id = request.path().replace(TASKS + "/", "").replace("/cancel", "");
        return "{\"id\":\"" + id + "\",\"state\":\"CANCELING\"}";
    }
}
