package io.sluice.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.service.outbox.RelayPlan.Rest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RelayPlanTest {
    @Test
    void whatLastsIsSentInItsOrder() {
        RelayPlan plan = new RelayPlan(List.of(row(1, false, "a", "b"), row(2, false, "a")));

        assertThat(plan.events()).extracting(Event::payload).containsExactly("1.0", "1.1", "2.0");
    }

    @Test
    void whatPassesIsLeftOutForANewerOneOfItsKey() {
        RelayPlan plan = new RelayPlan(List.of(row(1, true, "a", "b"), row(2, true, "a"), row(3, false, "a")));

        assertThat(plan.events()).extracting(Event::payload).containsExactly("1.1", "3.0");
    }

    @Test
    void theNewestOfAKeyIsSentThoughItPasses() {
        RelayPlan plan = new RelayPlan(List.of(row(1, false, "a"), row(2, true, "a")));

        assertThat(plan.events()).extracting(Event::payload).containsExactly("1.0", "2.0");
    }

    @Test
    void aRowOfWhichAPartWasSentIsBegun() {
        StoredBatch first = row(1, false, "a", "b");
        StoredBatch second = row(2, false, "c", "d", "e");
        RelayPlan plan = new RelayPlan(List.of(first, second));

        assertThat(plan.after(0)).isEqualTo(new Rest(List.of(), null, 0));
        assertThat(plan.after(1)).isEqualTo(new Rest(List.of(), first, 1));
        assertThat(plan.after(2)).isEqualTo(new Rest(List.of(first), null, 0));
        assertThat(plan.after(4)).isEqualTo(new Rest(List.of(first), second, 2));
        assertThat(plan.after(5)).isEqualTo(new Rest(List.of(first, second), null, 0));
    }

    @Property
    void whatIsLeftIsWhatWasNotSentYet(
            @ForAll @Size(min = 1, max = 6) List<@Size(min = 1, max = 4) List<@IntRange(max = 3) Integer>> keys,
            @ForAll boolean passing,
            @ForAll @IntRange(max = 24) int sent) {
        List<StoredBatch> rows = IntStream.range(0, keys.size())
                .mapToObj(i -> row(
                        i, passing, keys.get(i).stream().map(String::valueOf).toArray(String[]::new)))
                .toList();
        RelayPlan plan = new RelayPlan(rows);
        int over = Math.min(sent, plan.events().size());

        Rest rest = plan.after(over);

        List<Event> all = rows.stream()
                .flatMap(row -> IntStream.range(0, row.size()).mapToObj(row::event))
                .toList();
        int gone = rest.done().stream().mapToInt(StoredBatch::size).sum() + rest.over();
        List<Event> left = all.subList(gone, all.size());
        assertThat(plan.events().subList(over, plan.events().size())).isSubsetOf(left);
        assertThat(plan.events().subList(0, over)).noneMatch(left::contains);
    }

    private static StoredBatch row(long seq, boolean passing, String... keys) {
        List<String> payloads =
                IntStream.range(0, keys.length).mapToObj(i -> seq + "." + i).toList();
        return new StoredBatch(
                seq,
                false,
                "topic",
                "type",
                passing,
                Arrays.asList(keys),
                payloads,
                payloads.stream()
                        .map(text -> UUID.nameUUIDFromBytes(text.getBytes()))
                        .toList(),
                Instant.EPOCH);
    }
}
