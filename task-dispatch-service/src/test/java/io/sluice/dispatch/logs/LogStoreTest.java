package io.sluice.dispatch.logs;

import static io.sluice.dispatch.AttemptBuilder.anAttempt;
import static io.sluice.dispatch.DispatchDatabase.await;
import static io.sluice.dispatch.EndedTaskBuilder.anEndedTask;
import static io.sluice.dispatch.TaskBuilder.aTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.LogPage;
import io.sluice.contracts.task.LogPage.Chunk;
import io.sluice.contracts.task.LogStream;
import io.sluice.dispatch.DispatchDatabase;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LogStoreTest {
    private static final int LIMIT = 100;

    private final DispatchDatabase database = DispatchDatabase.empty();
    private final LogStore store = new LogStore(LIMIT);
    private final LogPages pages = new LogPages();
    private final UUID id = anAttempt().running().insert(database);

    @Test
    void piecesAreReadAsTheyCame() {
        append(piece(1, "hello\n"), new Piece(id, 1, 2, LogStream.STDERR, "oops\n", false));

        LogPage page = read(0);

        assertThat(page.attempt()).isEqualTo(1);
        assertThat(page.chunks()).extracting(Chunk::seq).containsExactly(1L, 2L);
        assertThat(page.chunks()).extracting(Chunk::text).containsExactly("hello\n", "oops\n");
        assertThat(page.chunks()).extracting(Chunk::stream).containsExactly(LogStream.STDOUT, LogStream.STDERR);
        assertThat(page.chunks()).allMatch(chunk -> chunk.at() != null);
        assertThat(page.next()).isEqualTo(2);
        assertThat(page.ended()).isFalse();
        assertThat(page.truncated()).isFalse();
        assertThat(attempt().getLong("log_seq")).isEqualTo(2);
        assertThat(attempt().getLong("log_bytes")).isEqualTo(11);
    }

    @Test
    void aPieceThatComesAgainIsStoredOnce() {
        append(piece(1, "a"), piece(2, "b"));
        append(piece(1, "a"), piece(2, "b"), piece(3, "c"));
        append(piece(4, "d"), piece(4, "d"));

        assertThat(text(0)).isEqualTo("abcd");
    }

    @Test
    void piecesOfSeveralAttemptsGoTogether() {
        UUID other = anAttempt().running().insert(database);

        append(piece(1, "mine"), new Piece(other, 1, 1, LogStream.STDOUT, "other", false), piece(2, " too"));

        assertThat(text(0)).isEqualTo("mine too");
        assertThat(text(other, 0)).isEqualTo("other");
    }

    @Test
    void aPieceOfAnAttemptThatIsNotLiveIsDropped() {
        append(
                new Piece(id, 2, 1, LogStream.STDOUT, "of the next", false),
                new Piece(UUID.randomUUID(), 1, 1, LogStream.STDOUT, "of nobody", false));

        assertThat(database.count("task_log")).isZero();
    }

    @Test
    void whatPassesTheLimitIsCutAndALineSaysSo() {
        append(piece(1, "x".repeat(90)));
        append(piece(2, "y".repeat(30)), piece(3, "z"));
        append(piece(4, "later"));

        assertThat(text(0))
                .startsWith("x".repeat(90) + "y".repeat(10) + "\n[sluice: the log reached its limit of 100 bytes")
                .contains("sluice.dispatch.log-limit")
                .endsWith("]\n")
                .doesNotContain("z\n")
                .doesNotContain("later");
        assertThat(read(0).truncated()).isTrue();
        assertThat(read(0).chunks()).hasSize(2);
        assertThat(attempt().getLong("log_seq")).isEqualTo(2);
    }

    @Test
    void exactlyTheLimitIsNotCut() {
        append(piece(1, "x".repeat(60)), piece(2, "y".repeat(40)));

        assertThat(text(0)).isEqualTo("x".repeat(60) + "y".repeat(40));
        assertThat(read(0).truncated()).isFalse();

        append(piece(3, "z"));
        assertThat(read(0).truncated()).isTrue();
        assertThat(text(2)).startsWith("\n[sluice:");
    }

    @Test
    void theCutIsBetweenTwoCharacters() {
        append(piece(1, "x".repeat(98) + "€uro"));
        assertThat(text(0)).startsWith("x".repeat(98) + "\n[sluice:");
    }

    @Test
    void whatTheNodeCutIsCutInItsOwnWords() {
        append(
                piece(1, "a"),
                new Piece(id, 1, 2, LogStream.STDOUT, "[cut by the node]\n", true),
                piece(3, "must not come"));
        append(piece(4, "nor this"));

        assertThat(text(0)).isEqualTo("a[cut by the node]\n");
        assertThat(read(0).truncated()).isTrue();
    }

    @Test
    void aCharacterThatTheDatabaseDoesNotTakeIsReplaced() {
        append(piece(1, "a\0b"));

        assertThat(text(0)).isEqualTo("a\uFFFDb");
    }

    @Test
    void noPieceIsNoStatement() {
        append();

        assertThat(read(0).chunks()).isEmpty();
    }

    @Test
    void aPageIsBoundedAndTheNextGoesOnAfterIt() {
        LogStore roomy = new LogStore(10_000_000);
        List<Piece> pieces = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            pieces.add(piece(i, String.valueOf(i % 10).repeat(60_000)));
        }
        database.inTransaction(transaction -> roomy.append(transaction, pieces));

        LogPage first = read(0);
        LogPage second = read(first.next());

        assertThat(first.chunks()).extracting(Chunk::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(first.next()).isEqualTo(5);
        assertThat(second.chunks()).extracting(Chunk::seq).containsExactly(6L, 7L, 8L, 9L, 10L);
        assertThat(read(10).chunks()).isEmpty();
        assertThat(read(10).next()).isEqualTo(10);
    }

    @Test
    void aPageHoldsAPieceHoweverLongItIs() {
        database.inTransaction(transaction ->
                new LogStore(10_000_000).append(transaction, List.of(piece(1, "x".repeat(400_000)), piece(2, "y"))));

        assertThat(read(0).next()).isEqualTo(1);
        assertThat(read(1).next()).isEqualTo(2);
    }

    @Test
    void theEndIsSaidWithTheLastPieceAndNotBefore() {
        UUID ended = anEndedTask().withLogTo(2).insert(database);
        stored(ended, 1, 1, "x".repeat(300_000));
        stored(ended, 1, 2, "y");

        assertThat(page(ended, null, 0).ended()).isFalse();
        assertThat(page(ended, null, 1).ended()).isTrue();
        assertThat(page(ended, null, 2).ended()).isTrue();
    }

    @Test
    void aLogThatRetentionHasTakenHasEnded() {
        UUID ended = anEndedTask().withLogTo(9).insert(database);

        LogPage page = page(ended, null, 0);

        assertThat(page.ended()).isTrue();
        assertThat(page.chunks()).isEmpty();
    }

    @Test
    void theNewestAttemptIsReadUnlessOneIsNamed() {
        UUID lost = anAttempt().number(2).running().insert(database);
        database.run("""
                insert into attempt_history (task_id, attempt, node, epoch, state, assigned_at, ended_at,
                    log_seq, log_bytes, log_truncated)
                values ('%s', 1, 'n-1', 1, 'LOST', now(), now(), 1, 5, false)""".formatted(lost));
        stored(lost, 1, 1, "first");
        stored(lost, 2, 1, "second");

        assertThat(page(lost, null, 0).chunks()).extracting(Chunk::text).containsExactly("second");
        assertThat(page(lost, 1, 0).chunks()).extracting(Chunk::text).containsExactly("first");
        assertThat(page(lost, 1, 0).ended()).isTrue();
    }

    @Test
    void aTaskThatWasNeverAssignedHasAnEmptyLog() {
        UUID queued = aTask().insert(database);
        UUID expired = anEndedTask().expired("NO_NODE", 1).insert(database);

        assertThat(page(queued, null, 0)).isEqualTo(new LogPage(0, List.of(), false, false, 0));
        assertThat(page(expired, null, 0)).isEqualTo(new LogPage(0, List.of(), true, false, 0));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(refusal(UUID.randomUUID(), null).problem().type()).isEqualTo("not-found");
        assertThat(refusal(id, 7).problem().detail()).contains("has no attempt 7");
    }

    @Test
    void wrongPlacesAreNamedAtOnce() {
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> LogPages.Place.parse(id, "0", "x"));

        assertThat(refusal.problem().errors()).extracting(FieldError::field).containsExactly("attempt", "after");
        assertThat(LogPages.Place.parse(id, null, "")).isEqualTo(new LogPages.Place(id, null, 0));
    }

    /** Whoever cuts at bytes must not cut a character, whatever its length. */
    @Test
    void aPrefixIsTheLongestThatFits() {
        String all = "a€b😀c";
        for (int bytes = 0; bytes <= 12; bytes++) {
            String prefix = database.row("select utf8_prefix('" + all + "', " + bytes + ") as p")
                    .getString("p");
            String expected = "";
            for (int end = 0; end <= all.length(); end++) {
                boolean splits = end > 0 && end < all.length() && Character.isLowSurrogate(all.charAt(end));
                if (!splits
                        && all.substring(0, end).getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= bytes) {
                    expected = all.substring(0, end);
                }
            }
            assertThat(prefix).as("%d bytes", bytes).isEqualTo(expected);
        }
    }

    @Test
    void aLogIsReadWithoutLookingThroughTheDaysBefore() {
        UUID old = anEndedTask().endedAgo(Duration.ofHours(2)).withLogTo(1).insert(database);
        database.run("insert into task_log values ('%s', 1, 1, 'STDOUT', 'then', now() - interval '2 hours')"
                .formatted(old));

        assertThat(text(old, 0)).isEqualTo("then");
    }

    private Piece piece(long seq, String text) {
        return new Piece(id, 1, seq, LogStream.STDOUT, text, false);
    }

    private void append(Piece... pieces) {
        database.inTransaction(transaction -> store.append(transaction, List.of(pieces)));
    }

    private void stored(UUID task, int attempt, long seq, String text) {
        database.run("insert into task_log values ('%s', %d, %d, 'STDOUT', '%s', clock_timestamp())"
                .formatted(task, attempt, seq, text));
    }

    private LogPage read(long after) {
        return page(id, null, after);
    }

    private LogPage page(UUID task, Integer attempt, long after) {
        return await(pages.page(database.pool(), new LogPages.Place(task, attempt, after)));
    }

    private ProblemException refusal(UUID task, Integer attempt) {
        return catchThrowableOfType(ProblemException.class, () -> page(task, attempt, 0));
    }

    private String text(long after) {
        return text(id, after);
    }

    private String text(UUID task, long after) {
        return page(task, null, after).chunks().stream().map(Chunk::text).collect(Collectors.joining());
    }

    private Row attempt() {
        return database.row("select * from attempt where task_id = '" + id + "'");
    }
}
