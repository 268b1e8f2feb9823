package io.sluice.gateway.submission;

import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.task.TaskSubmission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The lines of a batch (NDJSON). Lines of nothing but white space are skipped, and counted in the numbers of the lines
 * that follow, as an editor does.
 */
public final class BatchLines {
    private final byte[] body;
    private final List<Line> lines;

    private BatchLines(byte[] body, List<Line> lines) {
        this.body = body;
        this.lines = lines;
    }

    /**
     * One line.
     *
     * @param number from 1
     * @param from where it begins in the body, inclusive
     * @param to where it ends, exclusive
     */
    record Line(int number, int from, int to) {
        int length() {
            return to - from;
        }
    }

    /**
     * The lines of the body.
     *
     * @throws ProblemException {@code invalid-request} when there are none or too many
     */
    public static BatchLines of(byte[] body) {
        List<Line> lines = new ArrayList<>();
        int number = 1;
        int from = 0;
        for (int i = 0; i <= body.length; i++) {
            if (i == body.length || body[i] == '\n') {
                if (!isBlank(body, from, i)) {
                    lines.add(new Line(number, from, i));
                }
                if (lines.size() > TaskSubmission.MAX_BATCH) {
                    throw ProblemException.invalid(
                            "body", "at most " + TaskSubmission.MAX_BATCH + " lines, each of them a task");
                }
                number++;
                from = i + 1;
            }
        }
        if (lines.isEmpty()) {
            throw ProblemException.invalid("body", "at least one line, each of them a task as JSON");
        }
        return new BatchLines(body, lines);
    }

    List<Line> all() {
        return lines;
    }

    /**
     * All lines in their order, in groups of at most so many.
     *
     * @param maxBytes the most text of a group; a longer line is a group of its own
     */
    List<List<Line>> groups(int maxLines, int maxBytes) {
        List<List<Line>> groups = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < lines.size(); i++) {
            int length = lines.get(i).length();
            if (i - from == maxLines || (i > from && bytes + length > maxBytes)) {
                groups.add(lines.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += length;
        }
        groups.add(lines.subList(from, lines.size()));
        return groups;
    }

    byte[] text(Line line) {
        return Arrays.copyOfRange(body, line.from(), line.to());
    }

    private static boolean isBlank(byte[] body, int from, int to) {
        for (int i = from; i < to; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
