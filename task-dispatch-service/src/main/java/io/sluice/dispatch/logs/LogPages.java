package io.sluice.dispatch.logs;

import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import io.sluice.contracts.task.LogPage;
import io.sluice.contracts.task.LogPage.Chunk;
import io.sluice.contracts.task.LogStream;
import io.sluice.dispatch.edge.TaskEdge;
import io.sluice.service.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads logs, in pages of bounded size, while they are written and after. */
@Singleton
public final class LogPages {
    /** A page ends with the piece that reaches this. */
    private static final int PAGE_BYTES = 256 * 1024;

    private static final int MAX_CHUNKS = 1_000;

    /*
     * One moment for all: what it says of the end is true of the pieces that it shows. A piece is stored after its attempt
     * was assigned, so that earlier days are not looked through; the hour is for a clock that was set.
     */
    private static final String PAGE = """
            with known as (
                select attempt, false as ended from task where id = $1
                union all
                select attempt, true from task_history where id = $1),
            writer as (
                select attempt, log_seq, log_truncated, assigned_at, false as ended from attempt where task_id = $1
                union all
                select attempt, log_seq, log_truncated, assigned_at, true from attempt_history where task_id = $1),
            asked as (
                select * from writer where $2::integer is null or attempt = $2 order by attempt desc limit 1)
            select k.ended as task_ended, w.attempt, w.log_seq, w.log_truncated, w.ended, c.seq, c.stream, c.text, c.at
            from known k
            left join asked w on true
            left join lateral (
                select p.*, sum(octet_length(p.text)) over (order by p.seq) - octet_length(p.text) as bytes_before
                from (
                    select seq, stream, text, at from task_log
                    where task_id = $1 and attempt = w.attempt and seq > $3 and at >= w.assigned_at - interval '1 hour'
                    order by seq limit $4) p) c on c.bytes_before < $5
            order by c.seq""";

    /**
     * From where to read.
     *
     * @param attempt or null for the newest
     * @param after the sequence that was read last, 0 for none
     */
    public record Place(UUID taskId, @Nullable Integer attempt, long after) {
        /**
         * Reads the parameters of a request.
         *
         * @throws ProblemException naming every wrong one
         */
        public static Place parse(UUID taskId, @Nullable String attempt, @Nullable String after) {
            List<FieldError> errors = new ArrayList<>();
            Long number = parse("attempt", attempt, 1, Integer.MAX_VALUE, errors);
            Long seq = parse("after", after, 0, Long.MAX_VALUE, errors);
            if (!errors.isEmpty()) {
                throw ProblemException.invalid(errors);
            }
            return new Place(taskId, number == null ? null : number.intValue(), seq == null ? 0 : seq);
        }

        private static @Nullable Long parse(
                String field, @Nullable String text, long least, long most, List<FieldError> errors) {
            if (text == null || text.isEmpty()) {
                return null;
            }
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // The answer is the same as for a number out of range.
            }
            errors.add(new FieldError(field, "a whole number of at least " + least));
            return null;
        }
    }

    /**
     * What follows the place. Fails with {@code not-found} when there is no such task or attempt; a task that was never
     * assigned has an empty log of attempt 0.
     */
    public Uni<LogPage> page(SqlClient client, Place place) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.tuple()
                        .addUUID(place.taskId())
                        .addInteger(place.attempt())
                        .addLong(place.after())
                        .addInteger(MAX_CHUNKS)
                        .addInteger(PAGE_BYTES))
                .map(rows -> page(place, rows));
    }

    private static LogPage page(Place place, RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw TaskEdge.unknown(place.taskId());
        }
        Row first = rows.iterator().next();
        Integer attempt = first.getInteger("attempt");
        if (attempt == null) {
            if (place.attempt() != null) {
                throw ProblemException.of(
                        ProblemType.NOT_FOUND, "task " + place.taskId() + " has no attempt " + place.attempt());
            }
            return new LogPage(0, List.of(), first.getBoolean("task_ended"), false, place.after());
        }
        List<Chunk> chunks = chunks(rows);
        long next =
                chunks.isEmpty() ? place.after() : chunks.get(chunks.size() - 1).seq();
        // Nothing found where there was something once: retention took it, and there is nothing more to come.
        boolean complete = chunks.isEmpty() || next >= first.getLong("log_seq");
        return new LogPage(
                attempt, chunks, first.getBoolean("ended") && complete, first.getBoolean("log_truncated"), next);
    }

    private static List<Chunk> chunks(RowSet<Row> rows) {
        List<Chunk> chunks = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Long seq = row.getLong("seq");
            if (seq != null) {
                chunks.add(new Chunk(
                        seq,
                        LogStream.valueOf(row.getString("stream")),
                        row.getString("text"),
                        Rows.requiredInstant(row, "at")));
            }
        }
        return chunks;
    }
}
