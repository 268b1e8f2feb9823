package io.sluice.service.sql;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What stores do with rows and parameters again and again. */
public final class Rows {
    private Rows() {}

    /** Each row read, in their order. */
    public static <T> List<T> list(RowSet<Row> rows, Function<Row, T> reader) {
        List<T> list = new ArrayList<>(rows.size());
        rows.forEach(row -> list.add(reader.apply(row)));
        return list;
    }

    /** The first row read; empty when there is none. */
    public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> reader) {
        RowIterator<Row> iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(reader.apply(iterator.next())) : Optional.empty();
    }

    /** A column of type timestamptz that is never null. */
    public static Instant requiredInstant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /** A column of type timestamptz. */
    public static @Nullable Instant instant(Row row, String column) {
        return instant(row.getOffsetDateTime(column));
    }

    /** Null for null. */
    public static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** A parameter of type timestamptz; null for null. */
    public static @Nullable OffsetDateTime parameter(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    /** An object of strings, such as labels, by their names. */
    public static Map<String, String> strings(JsonObject object) {
        Map<String, String> strings = new TreeMap<>();
        object.forEach(entry -> strings.put(entry.getKey(), String.valueOf(entry.getValue())));
        return strings;
    }

    /** A parameter of type jsonb that holds strings, such as labels. */
    public static JsonObject object(Map<String, String> strings) {
        JsonObject object = new JsonObject();
        strings.forEach(object::put);
        return object;
    }
}
