package io.sluice.gateway.console;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which tasks a page shows, as it stands in the page's address.
 *
 * @param state a state or {@code active}, empty for any
 * @param node the node of the newest attempt, empty for any
 * @param name empty for any
 * @param after submitted then or later, as RFC 3339 has it, or in UTC with no zone, as a field without its script sends it;
 *     empty for any
 * @param before submitted before; empty for any
 * @param cursor where the page begins, empty for the newest
 */
record TaskQuery(
        @QueryParam("state") @DefaultValue("") String state,
        @QueryParam("node") @DefaultValue("") String node,
        @QueryParam("name") @DefaultValue("") String name,
        @QueryParam("submittedAfter") @DefaultValue("") String after,
        @QueryParam("submittedBefore") @DefaultValue("") String before,
        @QueryParam("cursor") @DefaultValue("") String cursor) {
    /** The most tasks on a page. */
    static final int PAGE = 50;

    /** As task-dispatch takes it; what is empty is left out. */
    Map<String, String> filter() {
        Map<String, String> filter = new LinkedHashMap<>();
        filter.put("limit", Integer.toString(PAGE));
        put(filter, "state", state);
        put(filter, "node", node);
        put(filter, "name", name);
        put(filter, "submittedAfter", moment(after));
        put(filter, "submittedBefore", moment(before));
        put(filter, "cursor", cursor);
        return filter;
    }

    /** As it stands behind the question mark, beginning at this cursor. */
    String at(String place) {
        return "state=" + encoded(state) + "&node=" + encoded(node) + "&name=" + encoded(name) + "&submittedAfter="
                + encoded(after) + "&submittedBefore=" + encoded(before) + "&cursor=" + encoded(place);
    }

    private static void put(Map<String, String> filter, String key, String value) {
        if (!value.isBlank()) {
            filter.put(key, value.strip());
        }
    }

    /** The beginning of the time of submission for a field that holds no zone, in UTC; empty for none. */
    String afterField() {
        return field(after);
    }

    /** The end of the time of submission, likewise. */
    String beforeField() {
        return field(before);
    }

    /** A time without a zone is of UTC. What is no time is left as it is, for task-dispatch to refuse. */
    static String moment(String text) {
        try {
            return LocalDateTime.parse(text.strip()).toInstant(ZoneOffset.UTC).toString();
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    private static String field(String text) {
        try {
            return OffsetDateTime.parse(moment(text).strip())
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toLocalDateTime()
                    .truncatedTo(ChronoUnit.MILLIS)
                    .toString();
        } catch (DateTimeException e) {
            return "";
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
