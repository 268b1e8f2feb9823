package io.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A statement that joins a large table by {@code x.id = y.id} may be planned as a pass over the table for each row of the other,
 * and by {@code x.id = any(array[y.id])} as a look-up alone: see "A plan for an empty table" in CONTRIBUTING.
 */
class JoinsByKeyTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern JOIN = Pattern.compile("\\b[a-z]+\\.(id|task_id) = [a-z]+\\.(id|task_id)\\b");

    /** Of one table for a row of another: no plan makes a join of a subquery that answers one value or one row. */
    private static final Pattern LOOK_UP =
            Pattern.compile("from [a-z_]+ ([a-z])\\s+where \\1\\.(id|task_id) = [a-z]+\\.(id|task_id)\\b");

    /** Rows that the statement was given or has made, and a list in the order of an index that both tables have. */
    private static final List<String> OF_NO_LARGE_TABLE =
            List.of("fresh.id = r.id", "s.id = unused.id", "n.task_id = t.id");

    @Test
    void largeTablesAreJoinedByLookUps() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")).flatMap(JoinsByKeyTest::joins))
                    .isEmpty();
        }
    }

    private static Stream<String> joins(Path file) {
        try {
            String statements = LOOK_UP.matcher(Files.readString(file)).replaceAll("");
            return JOIN
                    .matcher(statements)
                    .results()
                    .map(MatchResult::group)
                    .filter(join -> !OF_NO_LARGE_TABLE.contains(join))
                    .map(join -> SOURCES.relativize(file) + ": " + join)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
