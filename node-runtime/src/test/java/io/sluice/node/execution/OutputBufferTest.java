package io.sluice.node.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.LogStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputBufferTest {
    private static final AttemptRef ATTEMPT = new AttemptRef(new UUID(0, 1), 1);
    private final Kept kept = new Kept();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void theFirstPieceGoesAtOnce() {
        OutputBuffer buffer = buffer(1_000);

        append(buffer, LogStream.STDOUT, "hello");

        assertThat(kept.outputs()).hasSize(1);
        assertThat(kept.outputs().get(0).seq()).isOne();
    }

    @Test
    void whatFollowsSoonIsGatheredAndComesByItself() {
        OutputBuffer buffer = buffer(100_000);

        for (int i = 0; i < 1_000; i++) {
            append(buffer, LogStream.STDOUT, "line " + i + "\n");
        }
        await().until(() -> kept.text(LogStream.STDOUT).endsWith("line 999\n"));

        assertThat(kept.outputs().size()).isLessThan(500);
    }

    @Test
    void bothStreamsKeepTheirOrderUnderOneSequence() {
        OutputBuffer buffer = buffer(1_000);

        append(buffer, LogStream.STDOUT, "0");
        append(buffer, LogStream.STDOUT, "a");
        append(buffer, LogStream.STDERR, "b");
        append(buffer, LogStream.STDERR, "c");
        append(buffer, LogStream.STDOUT, "d");
        buffer.close();

        assertThat(kept.outputs().stream().map(Report.Output::seq)).isSorted().doesNotHaveDuplicates();
        assertThat(String.join(
                        "", kept.outputs().stream().map(Report.Output::text).toList()))
                .isEqualTo("0abcd");
        assertThat(kept.text(LogStream.STDERR)).isEqualTo("bc");
    }

    @Test
    void charactersCutBetweenTwoReadsAreWhole() {
        OutputBuffer buffer = buffer(10_000);
        String text = "grün, 漢字, 🚰 and more";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        for (byte one : bytes) {
            buffer.append(LogStream.STDOUT, new byte[] {one}, 1);
        }
        buffer.close();

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo(text);
    }

    @Test
    void noPieceIsLongerThanTheContractAllowsNorCutsASurrogatePair() {
        OutputBuffer buffer = buffer(1 << 20);
        String text = "x" + "🚰".repeat(100_000);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        buffer.append(LogStream.STDOUT, bytes, bytes.length);
        buffer.close();

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo(text);
        assertThat(kept.outputs()).allSatisfy(output -> {
            assertThat(output.text().length()).isLessThanOrEqualTo(Report.Output.MAX_TEXT);
            assertThat(Character.isHighSurrogate(
                            output.text().charAt(output.text().length() - 1)))
                    .isFalse();
        });
    }

    @Test
    void bytesThatAreNoUtf8AndNulAreReplaced() {
        OutputBuffer buffer = buffer(1_000);

        buffer.append(LogStream.STDOUT, new byte[] {'a', (byte) 0xff, 0, 'b', (byte) 0xe6}, 5);
        buffer.close();

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("a\uFFFD\uFFFDb\uFFFD");
    }

    @Test
    void anyBytesAtAllBecomeTheSameTextHoweverTheyAreCut() {
        Random random = new Random(42);
        byte[] bytes = new byte[20_000];
        random.nextBytes(bytes);
        OutputBuffer buffer = buffer(1 << 20);

        int from = 0;
        while (from < bytes.length) {
            int length = Math.min(bytes.length - from, 1 + random.nextInt(7));
            byte[] piece = Arrays.copyOfRange(bytes, from, from + length);
            buffer.append(LogStream.STDOUT, piece, length);
            from += length;
        }
        buffer.close();

        String whole = new String(bytes, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
        assertThat(kept.text(LogStream.STDOUT)).isEqualTo(whole);
    }

    @Test
    void pastTheLimitEverythingIsCutAndSaidSoOnce() {
        OutputBuffer buffer = buffer(10);

        append(buffer, LogStream.STDOUT, "0123456789abc");
        append(buffer, LogStream.STDERR, "more");
        append(buffer, LogStream.STDOUT, "more");
        buffer.close();

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("0123456789");
        assertThat(kept.text(LogStream.STDERR)).isEmpty();
        assertThat(kept.outputs().stream().filter(Report.Output::truncated)).hasSize(1);
        assertThat(kept.outputs().get(kept.outputs().size() - 1).truncated()).isTrue();
    }

    @Test
    void outputOfExactlyTheLimitIsNotCut() {
        OutputBuffer buffer = buffer(10);

        append(buffer, LogStream.STDOUT, "0123456789");
        buffer.close();

        assertThat(kept.outputs()).noneMatch(Report.Output::truncated);
    }

    @Test
    void nothingComesAfterADiscard() {
        OutputBuffer buffer = buffer(1_000);
        append(buffer, LogStream.STDOUT, "a");
        append(buffer, LogStream.STDOUT, "b");

        buffer.discard();
        append(buffer, LogStream.STDOUT, "c");
        buffer.close();

        assertThat(kept.text(LogStream.STDOUT)).isEqualTo("a");
    }

    private OutputBuffer buffer(long limit) {
        return new OutputBuffer(ATTEMPT, kept, timer, limit);
    }

    private static void append(OutputBuffer buffer, LogStream stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.append(stream, bytes, bytes.length);
    }
}
