package io.sluice.dispatch.logs;

import io.sluice.contracts.StorableText;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Stores logs: each piece once, in the order of its sequence, up to a limit for each attempt. */
@Singleton
public final class LogStore {
    /*
     * A piece is new when its sequence is past what the attempt's row says, which the caller has locked. The first piece
     * that does not fit is cut and ends the log; what comes after it is dropped.
     */
    private static final String APPEND = """
            with fresh as (
                select distinct on (p.task_id, p.attempt, p.seq)
                       p.*, octet_length(p.text) as bytes, a.log_bytes as stored
                from unnest($1::uuid[], $2::int[], $3::bigint[], $4::text[], $5::text[], $6::boolean[])
                    as p (task_id, attempt, seq, stream, text, truncated)
                join attempt a on a.task_id = any(array[p.task_id]) and a.attempt = p.attempt
                where p.seq > a.log_seq and not a.log_truncated
                order by p.task_id, p.attempt, p.seq),
            placed as (
                select f.*, stored + sum(bytes) over earlier - bytes as place,
                       count(*) filter (where truncated) over earlier
                           - case when truncated then 1 else 0 end as ends_before
                from fresh f
                window earlier as (partition by task_id, attempt order by seq)),
            kept as (
                select task_id, attempt, seq, stream, truncated or place + bytes > $7 as ends_here,
                       case when place + bytes > $7 then utf8_prefix(text, ($7 - place)::int) || $8 else text end as text
                from placed
                where place <= $7 and ends_before = 0),
            stored as (
                insert into task_log (task_id, attempt, seq, stream, text, at)
                select task_id, attempt, seq, stream, text, clock_timestamp() from kept
                returning task_id)
            update attempt a
            set log_seq = k.seq, log_bytes = a.log_bytes + k.bytes, log_truncated = k.ends_here
            from (
                select task_id, attempt, max(seq) as seq, sum(octet_length(text)) as bytes,
                       bool_or(ends_here) as ends_here
                from kept group by task_id, attempt) k
            where a.task_id = any(array[k.task_id]) and a.attempt = k.attempt""";

    private final long limitBytes;
    private final String notice;

    @Inject
    LogStore(LogConfig config) {
        this(config.logLimit().asLongValue());
    }

    LogStore(long limitBytes) {
        this.limitBytes = limitBytes;
        this.notice = "\n[sluice: the log reached its limit of " + limitBytes
                + " bytes (sluice.dispatch.log-limit); what follows was cut]\n";
    }

    /**
     * Stores the pieces with what else the transaction makes true. The caller has locked the rows of their attempts and
     * has not yet ended them: pieces of an attempt that is not live are dropped.
     */
    public Uni<Void> append(SqlConnection transaction, List<Piece> pieces) {
        if (pieces.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return transaction
                .preparedQuery(APPEND)
                .execute(Tuple.tuple()
                        .addArrayOfUUID(pieces.stream().map(Piece::taskId).toArray(UUID[]::new))
                        .addArrayOfInteger(pieces.stream().map(Piece::attempt).toArray(Integer[]::new))
                        .addArrayOfLong(pieces.stream().map(Piece::seq).toArray(Long[]::new))
                        .addArrayOfString(
                                strings(pieces, piece -> piece.stream().name()))
                        .addArrayOfString(strings(pieces, piece -> StorableText.replaced(piece.text())))
                        .addArrayOfBoolean(pieces.stream().map(Piece::truncated).toArray(Boolean[]::new))
                        .addLong(limitBytes)
                        .addString(notice))
                .replaceWithVoid();
    }

    private static String[] strings(List<Piece> pieces, Function<Piece, String> field) {
        return pieces.stream().map(field).toArray(String[]::new);
    }
}
