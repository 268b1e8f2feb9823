package io.sluice.gateway.submission;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.contracts.event.TaskRequested;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.TaskSubmission;
import io.sluice.service.kafka.TopicConfig;
import io.sluice.test.MutableClock;
import io.sluice.test.Settings;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a broker that takes connections and never says a word; with a real one see SubmissionComponentTest. */
class TaskTopicTest {
    private final List<TaskTopic> topics = new ArrayList<>();
    private ServerSocket silent;

    @BeforeEach
    void open() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        topics.forEach(TaskTopic::close);
        silent.close();
    }

    @Test
    void whatIsNotAcknowledgedIsRefused() {
        assertThat(refusal(write(topic(), "input"))).isEqualTo(ProblemType.UPSTREAM_UNAVAILABLE);
    }

    @Test
    void moreThanMayWaitIsRefusedAtOnceAndThereIsRoomAgainLater() {
        TaskTopic topic = topic("sluice.gateway.submission.waiting", "1");
        UniAssertSubscriber<Void> first = write(topic, "input");
        UniAssertSubscriber<Void> second = write(topic, "input");
        second.assertFailedWith(ProblemException.class, "too many submissions");
        first.assertNotTerminated();

        first.awaitFailure();

        UniAssertSubscriber<Void> third = write(topic, "input");
        third.assertNotTerminated();
        third.awaitFailure();
    }

    @Test
    void memoryIsBoundedToo() {
        TaskTopic topic = topic("sluice.gateway.submission.waiting-memory", "2M");
        List<UniAssertSubscriber<Void>> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(write(topic, "x".repeat(500_000)));
        }

        taken.get(4).assertFailedWith(ProblemException.class, "too many submissions");
        taken.get(0).assertNotTerminated();
        taken.get(0).awaitFailure();
    }

    @Test
    void aTaskThatNoBrokerTakesIsRefusedAtOnce() {
        UniAssertSubscriber<Void> tooLarge = write(topic(), "x".repeat(1_000_000));

        assertThat(refusal(tooLarge)).isEqualTo(ProblemType.BODY_TOO_LARGE);
        tooLarge.assertFailedWith(ProblemException.class, "sluice.kafka.max-record");
    }

    @Test
    void eachOfAGroupIsRefusedForItself() {
        TaskTopic topic = topic("sluice.gateway.submission.waiting", "2");

        List<Optional<ProblemException>> refusals = writeAll(topic, "x".repeat(1_000_000), "a", "b", "c")
                .awaitItem()
                .getItem();

        assertThat(refusals)
                .extracting(refusal -> refusal.orElseThrow().problem().type())
                .containsExactly(
                        "body-too-large", "upstream-unavailable", "upstream-unavailable", "upstream-unavailable");
        assertThat(refusals)
                .extracting(refusal -> refusal.orElseThrow().problem().detail())
                .element(2, as(STRING))
                .startsWith("Kafka did not acknowledge");
        assertThat(refusals)
                .extracting(refusal -> refusal.orElseThrow().problem().detail())
                .element(3, as(STRING))
                .startsWith("too many submissions");
    }

    /** The sender's thread may be held up by Kafka just now. */
    @Test
    void aGroupThatIsRefusedWholeIsAnsweredAtOnce() {
        TaskTopic topic = topic("sluice.gateway.submission.waiting", "1");
        UniAssertSubscriber<Void> first = write(topic, "input");

        writeAll(topic, "a", "b").assertCompleted();

        first.awaitFailure();
    }

    @Test
    void whoGoesTakesBackWhatWasNotSentYet() {
        TaskTopic topic = topic("sluice.gateway.submission.waiting", "3");
        UniAssertSubscriber<Void> held = write(topic, "holds the sender up");
        UniAssertSubscriber<List<Optional<ProblemException>>> gone = writeAll(topic, "a", "b");
        write(topic, "c").assertFailedWith(ProblemException.class, "too many submissions");

        gone.cancel();

        UniAssertSubscriber<List<Optional<ProblemException>>> next = writeAll(topic, "d", "e");
        next.assertNotTerminated();
        held.awaitFailure();
        next.awaitItem();
    }

    /** As escapes they would take three times as much. */
    @Test
    void aTaskOfEmojiCountsItsBytes() {
        UniAssertSubscriber<Void> fits = write(topic(), "\uD83D\uDE00".repeat(240_000));

        fits.assertNotTerminated();
        fits.awaitFailure();
    }

    private TaskTopic topic(String... namesAndValues) {
        String[] quick = {"sluice.gateway.submission.acknowledgement-wait", "2s"};
        String[] settings = Stream.of(quick, namesAndValues).flatMap(Stream::of).toArray(String[]::new);
        TaskTopic topic = new TaskTopic(
                Map.of("bootstrap.servers", "127.0.0.1:" + silent.getLocalPort()),
                Settings.of(SubmissionConfig.class, settings),
                Settings.of(TopicConfig.class),
                MutableClock.at("2026-11-23T10:00:00Z"),
                new SimpleMeterRegistry());
        topics.add(topic);
        return topic;
    }

    private static UniAssertSubscriber<Void> write(TaskTopic topic, String stdin) {
        return topic.write(task(stdin)).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static UniAssertSubscriber<List<Optional<ProblemException>>> writeAll(TaskTopic topic, String... stdins) {
        return topic.write(Stream.of(stdins).map(TaskTopicTest::task).toList())
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private static TaskRequested task(String stdin) {
        TaskSubmission submission =
                new TaskSubmission("exec", List.of("cat"), null, null, stdin, null, null, null, null, null, null, null);
        return new TaskRequested(new UUID(1, 2), submission, null, "alice", null);
    }

    private static ProblemType refusal(UniAssertSubscriber<Void> subscriber) {
        ProblemException failure = (ProblemException) subscriber.awaitFailure().getFailure();
        return List.of(ProblemType.values()).stream()
                .filter(type -> failure.problem().is(type))
                .findFirst()
                .orElseThrow();
    }
}
