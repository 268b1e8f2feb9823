package io.sluice.service.outbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events of some rows are sent, in which order, and what is left of the rows once so many of them have arrived. A
 * passing event, such as that a task was assigned, is not sent when a newer one of its key is among them. Pure.
 */
final class RelayPlan {
    private final List<StoredBatch> rows;
    private final List<Place> places = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    private record Place(int row, int index) {}

    private record Subject(String topic, String key) {}

    /**
     * @param rows by their seq
     */
    RelayPlan(List<StoredBatch> rows) {
        this.rows = rows;
        // From the newest to the oldest, to know of each whether there is a newer one.
        Set<Subject> followed = new HashSet<>();
        for (int row = rows.size() - 1; row >= 0; row--) {
            StoredBatch batch = rows.get(row);
            for (int index = batch.size() - 1; index >= 0; index--) {
                boolean isNewest =
                        followed.add(new Subject(batch.topic(), batch.keys().get(index)));
                if (isNewest || !batch.passing()) {
                    places.add(new Place(row, index));
                    events.add(batch.event(index));
                }
            }
        }
        Collections.reverse(places);
        Collections.reverse(events);
    }

    /** Those that are sent, in their order. */
    List<Event> events() {
        return events;
    }

    /**
     * What is left when the first events are over.
     *
     * @param over how many of {@link #events}
     */
    Rest after(int over) {
        if (over == events.size()) {
            return new Rest(rows, null, 0);
        }
        Place next = places.get(over);
        StoredBatch begun = next.index() == 0 ? null : rows.get(next.row());
        return new Rest(rows.subList(0, next.row()), begun, next.index());
    }

    /**
     * What is left of the rows.
     *
     * @param done rows of which nothing is left
     * @param begun the row that follows them when its first events are over too; else null
     * @param over how many of its events are
     */
    record Rest(List<StoredBatch> done, @Nullable StoredBatch begun, int over) {}
}
