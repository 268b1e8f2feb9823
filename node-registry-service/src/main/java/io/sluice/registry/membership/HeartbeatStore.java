package io.sluice.registry.membership;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.registry.node.NodeColumns;
import io.sluice.service.auth.NodeProof;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the heartbeats of many nodes in one statement. */
@Singleton
final class HeartbeatStore {
    // Rows are locked in the order of their names, since two replicas may hold heartbeats of the same nodes at once.
    // A node that has said goodbye is not brought back by a heartbeat that was still under way: it has to register.
    private static final String CHECK_IN = """
            with beat as (
                select * from unnest(
                        $1::text[], $2::bigint[], $3::uuid[], $4::int[], $5::float8[], $6::text[], $7::text[], $8::boolean[])
                    as b (name, epoch, incarnation, running_attempts, load, closed, shown_hash, joined)
            ), mine as (
                select n.name, b.running_attempts, b.load, b.closed
                from node n join beat b using (name, epoch, incarnation)
                where n.goodbye_at is null and %s
                order by n.name for no key update of n
            )
            update node n
            set last_seen_at = now(), load = mine.load, running_attempts = mine.running_attempts,
                closed_reason = mine.closed,
                closed_since = case when mine.closed is not null then coalesce(n.closed_since, now()) end
            from mine where n.name = mine.name
            returning n.name, n.epoch, n.incarnation, n.secret_hash,
                coalesce(n.operator_task_cap, n.own_task_cap) as task_cap,
                n.drain_since, n.drain_reason, n.drain_by, n.drain_deadline, n.drain_on_deadline, n.drain_deadline_by,
                n.drain_changed_by, n.drain_changed_at, n.stop_since, n.stop_epoch""".formatted(ProofColumns.fits("b.shown_hash", "b.joined"));

    // Read by those alone that CHECK_IN did not know.
    private static final String WHY_NOT = """
            select b.position, n.epoch, n.incarnation, n.secret_hash, n.goodbye_at is not null as said_goodbye, p.ended_as
            from unnest($1::text[], $2::uuid[]) with ordinality as b (name, incarnation, position)
            left join node n using (name)
            left join past_incarnation p on p.name = b.name and p.incarnation = b.incarnation""";

    /**
     * A heartbeat with the name it came for.
     *
     * @param closed why the node has closed itself, or null
     */
    record Beat(
            NodeName name,
            Epoch epoch,
            UUID incarnation,
            int runningAttempts,
            double load,
            @Nullable String closed,
            NodeProof proof) {
        /** The process that sent it. */
        Sender sender() {
            return new Sender(name.value(), epoch.value(), incarnation);
        }
    }

    record Sender(String name, long epoch, UUID incarnation) {}

    /** A node that was seen. Of two that call themselves so in one batch, one may have no proof of it. */
    private record Seen(
            HeartbeatOutcome.Taken taken, @Nullable String secretHash) {}

    /** Takes the heartbeats; one outcome for each, in their order. */
    Uni<List<HeartbeatOutcome>> checkIn(SqlClient client, List<Beat> beats) {
        return client.preparedQuery(CHECK_IN).execute(parameters(beats)).chain(rows -> {
            Map<Sender, Seen> seen = new HashMap<>();
            for (Row row : rows) {
                seen.put(
                        new Sender(row.getString("name"), row.getLong("epoch"), row.getUUID("incarnation")),
                        new Seen(
                                new HeartbeatOutcome.Taken(
                                        NodeColumns.standing(row),
                                        row.getInteger("task_cap"),
                                        NodeColumns.isStopping(row)),
                                row.getString("secret_hash")));
            }
            List<@Nullable HeartbeatOutcome> outcomes = new ArrayList<>(beats.size());
            List<Integer> refused = new ArrayList<>();
            for (int i = 0; i < beats.size(); i++) {
                Seen node = seen.get(beats.get(i).sender());
                if (node != null && beats.get(i).proof().fits(node.secretHash())) {
                    outcomes.add(node.taken());
                } else {
                    outcomes.add(null);
                    refused.add(i);
                }
            }
            return refused.isEmpty()
                    ? Uni.createFrom().item(List.copyOf(outcomes))
                    : explain(client, beats, outcomes, refused);
        });
    }

    private static Uni<List<HeartbeatOutcome>> explain(
            SqlClient client, List<Beat> beats, List<@Nullable HeartbeatOutcome> outcomes, List<Integer> refused) {
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(
                        refused.stream().map(i -> beats.get(i).name().value()).toArray(String[]::new))
                .addArrayOfUUID(
                        refused.stream().map(i -> beats.get(i).incarnation()).toArray(UUID[]::new));
        return client.preparedQuery(WHY_NOT).execute(parameters).map(rows -> {
            for (Row row : rows) {
                int index = refused.get(row.getLong("position").intValue() - 1);
                Beat beat = beats.get(index);
                Long epoch = row.getLong("epoch");
                String endedAs = row.getString("ended_as");
                boolean unproven = epoch != null
                        && epoch == beat.epoch().value()
                        && beat.incarnation().equals(row.getUUID("incarnation"))
                        && !row.getBoolean("said_goodbye");
                outcomes.set(
                        index,
                        unproven
                                ? HeartbeatPolicy.unproven(beat.proof(), row.getString("secret_hash"))
                                : HeartbeatPolicy.refusal(
                                        beat.epoch(),
                                        epoch == null ? null : new Epoch(epoch),
                                        endedAs == null ? null : PastIncarnation.valueOf(endedAs)));
            }
            return List.copyOf(outcomes);
        });
    }

    private static Tuple parameters(List<Beat> beats) {
        int size = beats.size();
        String[] names = new String[size];
        Long[] epochs = new Long[size];
        UUID[] incarnations = new UUID[size];
        Integer[] runningAttempts = new Integer[size];
        Double[] loads = new Double[size];
        String[] closed = new String[size];
        String[] secretHashes = new String[size];
        Boolean[] joined = new Boolean[size];
        for (int i = 0; i < size; i++) {
            Beat beat = beats.get(i);
            names[i] = beat.name().value();
            epochs[i] = beat.epoch().value();
            incarnations[i] = beat.incarnation();
            runningAttempts[i] = beat.runningAttempts();
            loads[i] = beat.load();
            closed[i] = beat.closed();
            secretHashes[i] = beat.proof().secretHash();
            joined[i] = beat.proof().joined();
        }
        return Tuple.tuple()
                .addArrayOfString(names)
                .addArrayOfLong(epochs)
                .addArrayOfUUID(incarnations)
                .addArrayOfInteger(runningAttempts)
                .addArrayOfDouble(loads)
                .addArrayOfString(closed)
                .addArrayOfString(secretHashes)
                .addArrayOfBoolean(joined);
    }
}
