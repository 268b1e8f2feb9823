package io.sluice.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.Guarantee;
import io.sluice.contracts.task.TaskPage;
import io.sluice.contracts.task.TaskState;
import io.sluice.contracts.task.TaskView;
import io.sluice.verification.FakeGateway.Reply;
import io.sluice.verification.FakeGateway.Request;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CollectorTest {
    private static final String TASKS = "/api/v1/tasks";

    private final HistoryBuilder history = new HistoryBuilder();
    private final AtomicInteger requests = new AtomicInteger();

    @Test
    void eachAcceptedTaskIsReadWithItsAttempts() throws Exception {
        HistoryBuilder.TaskBuilder one = history.task(Guarantee.ONCE).succeeded("a", 1, 2);
        HistoryBuilder.TaskBuilder other = history.task(Guarantee.ONCE).succeeded("a", 1, 2);

        Collected collected = collect(Duration.ofSeconds(20));

        assertThat(collected.tasks()).containsOnlyKeys(one.id, other.id);
        assertThat(collected.tasks().values())
                .allSatisfy(task -> assertThat(task.attempts()).hasSize(1));
        assertThat(collected.unread()).isEmpty();
        assertThat(collected.unlisted()).isNull();
    }

    @Test
    void aTaskThatNobodyWasToldOfIsReadToo() throws Exception {
        history.task(Guarantee.ONCE).succeeded("a", 1, 2);
        HistoryBuilder.TaskBuilder stray =
                history.stray(Guarantee.ONCE, "stray").attempt("a", 1, 2.0, AttemptState.FAILED);

        assertThat(collect(Duration.ofSeconds(20)).tasks()).containsKey(stray.id);
    }

    @Test
    void aTaskThatHasNotEndedInTimeIsReadAsItIs() throws Exception {
        HistoryBuilder.TaskBuilder task = history.task(Guarantee.ONCE).isStill(TaskState.RUNNING);

        Collected collected = collect(Duration.ofMillis(200));

        assertThat(collected.tasks().get(task.id).state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void theCapOfEachNodeIsRead() throws Exception {
        try (FakeGateway gateway =
                new FakeGateway(request -> Optional.of(new Reply(requests.getAndIncrement() == 0 ? 503 : 200, """
                        {"items":[{"name":"a","taskCap":5},{"name":"b","taskCap":0}]}""")))) {
            assertThat(new Collector(List.of(gateway.uri()), "secret").caps())
                    .isEqualTo(Map.of(new NodeName("a"), 5, new NodeName("b"), 0));
        }
    }

    /** Every third request fails, and a page holds one task. */
    private Collected collect(Duration longest) throws Exception {
        History known = history.build();
        try (FakeGateway gateway = new FakeGateway(request -> Optional.of(
                requests.incrementAndGet() % 3 == 0 ? new Reply(503, "") : new Reply(200, answer(known, request))))) {
            return new Collector(List.of(gateway.uri()), "secret")
                    .awaitEnded(known.answers().accepted(), longest);
        }
    }

    private static String answer(History known, Request request) {
        String path = request.path();
        if (!path.startsWith(TASKS + "?")) {
            return json(known.collected().tasks().get(UUID.fromString(path.substring(TASKS.length() + 1))));
        }
        List<TaskView> found = known.collected().tasks().values().stream()
                .filter(task -> !path.contains("state=active") || !task.state().isTerminal())
                .sorted(Comparator.comparing(TaskView::id))
                .toList();
        int from = path.contains("cursor=") ? Integer.parseInt(path.replaceAll(".*cursor=", "")) : 0;
        return json(new TaskPage(
                found.stream().skip(from).limit(1).toList(),
                from + 1 < found.size() ? Integer.toString(from + 1) : null));
    }

    private static String json(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
