package io.sluice.cli;

import io.sluice.contracts.task.IdempotencyReservation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of the public API.
 *
 * @param path with its query, starting with a slash
 * @param body sent as JSON, or null for none
 * @param repeatable whether carrying it out twice is the same as once
 */
record Call(String method, String path, @Nullable Object body, boolean repeatable, Map<String, String> headers) {
    static Call get(String path) {
        return new Call("GET", path, null, true, Map.of());
    }

    static Call put(String path, @Nullable Object body) {
        return new Call("PUT", path, body, true, Map.of());
    }

    static Call patch(String path, Object body) {
        return new Call("PATCH", path, body, true, Map.of());
    }

    /** Lifts a request; lifting it twice is the same. */
    static Call lift(String path) {
        return new Call("DELETE", path, null, true, Map.of());
    }

    /** Takes a thing away; asked twice the second answer differs. */
    static Call remove(String path) {
        return new Call("DELETE", path, null, false, Map.of());
    }

    static Call post(String path, @Nullable Object body) {
        return new Call("POST", path, body, false, Map.of());
    }

    /** The same call under a key by which the gateway knows it again. */
    Call withIdempotencyKey(String key) {
        return new Call(method, path, body, true, with(IdempotencyReservation.HEADER, key));
    }

    private Map<String, String> with(String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return Map.copyOf(all);
    }

    /** A text as one segment of a path, or as a value of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
