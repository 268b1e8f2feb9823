package io.sluice.dispatch;

import io.sluice.contracts.node.NodeSecrets;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;

/**
 * A node as dispatch stores it; says only what matters. By default an agent of cap 5, epoch 1, revision 1, open, whose
 * stream is attached to another replica and whose lease was renewed now.
 */
public final class NodeBuilder {
    private final String name;
    private final JsonObject labels = new JsonObject();
    private String[] types = {"exec", "noop"};
    private long epoch = 1;
    private String kind = "AGENT";
    private long revision = 1;
    private int cap = 5;
    private JsonObject drain = new JsonObject().put("enabled", false);
    private String retiredBy;
    private boolean leased = true;
    private boolean attached = true;
    private long leaseEpoch;
    private UUID replica = UUID.randomUUID();
    private UUID incarnation = UUID.randomUUID();
    private Duration renewedAgo = Duration.ZERO;
    private boolean left;
    private String closed;
    private String secretHash;

    private NodeBuilder(String name) {
        this.name = name;
    }

    public static NodeBuilder aNode() {
        return aNode("n-1");
    }

    public static NodeBuilder aNode(String name) {
        return new NodeBuilder(name);
    }

    public NodeBuilder withEpoch(long value) {
        this.epoch = value;
        return this;
    }

    /** A gateway has cap 0 unless told otherwise. */
    public NodeBuilder gateway() {
        this.kind = "GATEWAY";
        this.cap = 0;
        return this;
    }

    public NodeBuilder atRevision(long value) {
        this.revision = value;
        return this;
    }

    public NodeBuilder withCap(int value) {
        this.cap = value;
        return this;
    }

    public NodeBuilder withLabel(String label, String value) {
        labels.put(label, value);
        return this;
    }

    /** It has closed itself, some time ago. */
    public NodeBuilder closed(String reason) {
        this.closed = reason;
        return this;
    }

    /** The types of tasks that it says it runs. */
    public NodeBuilder running(String... values) {
        this.types = values;
        return this;
    }

    public NodeBuilder draining() {
        return drainedBy("alice", "kernel patch");
    }

    public NodeBuilder drainedBy(String actor, String reason) {
        this.drain = new JsonObject()
                .put("enabled", true)
                .put("by", actor)
                .put("reason", reason)
                .put("since", "2026-03-01T12:00:00Z")
                .put("onDeadline", "leave");
        return this;
    }

    public NodeBuilder retiredBy(String actor) {
        this.retiredBy = actor;
        return this;
    }

    /** No stream now; it had one. */
    public NodeBuilder detached() {
        this.attached = false;
        return this;
    }

    /** It told that it takes nothing more. */
    public NodeBuilder saidGoodbye() {
        this.left = true;
        return detached();
    }

    /** Known by the registry's word alone. */
    public NodeBuilder neverSeen() {
        this.leased = false;
        return this;
    }

    /** Its process proves with this secret that it is the node. */
    public NodeBuilder withSecret(String secret) {
        this.secretHash = NodeSecrets.hash(secret);
        return this;
    }

    public NodeBuilder renewedAgo(Duration value) {
        this.renewedAgo = value;
        return this;
    }

    public NodeBuilder attachedTo(UUID value) {
        this.replica = value;
        return this;
    }

    public NodeBuilder withIncarnation(UUID value) {
        this.incarnation = value;
        return this;
    }

    /** The lease is of another epoch than the admission. */
    public NodeBuilder withLeaseOfEpoch(long value) {
        this.leaseEpoch = value;
        return this;
    }

    /** Stores it and answers its name. */
    public String insert(DispatchDatabase database) {
        database.inTransaction(transaction -> transaction
                .preparedQuery("""
                        insert into node_admission (name, epoch, kind, revision, task_cap, labels, drain, retired_at, retired_by,
                            types, types_epoch, needs_secret, secret_hash)
                        values ($1, $2, $3, $4, $5, $6, $7, case when $8::text is not null then now() end, $8, $9, $2,
                            $10::text is not null, $10)""")
                .execute(Tuple.tuple()
                        .addString(name)
                        .addLong(epoch)
                        .addString(kind)
                        .addLong(revision)
                        .addInteger(cap)
                        .addJsonObject(labels)
                        .addJsonObject(drain)
                        .addString(retiredBy)
                        .addArrayOfString(types)
                        .addString(secretHash)));
        if (leased) {
            database.inTransaction(transaction -> transaction
                    .preparedQuery("""
                            insert into node_lease
                                (name, epoch, incarnation, replica, stream, attached_at, renewed_at, left_epoch,
                                closed_reason, closed_since)
                            select $1, $2, $3, $4, case when $4::uuid is not null then gen_random_uuid() end,
                                case when $4::uuid is not null then at end, at, case when $6 then $2::bigint end,
                                $7::text, case when $7::text is not null then at - interval '1 minute' end
                            from (select clock_timestamp() - $5::bigint * interval '1 millisecond' as at) renewed""")
                    .execute(Tuple.tuple()
                            .addString(name)
                            .addLong(leaseEpoch > 0 ? leaseEpoch : epoch)
                            .addUUID(incarnation)
                            .addUUID(attached ? replica : null)
                            .addLong(renewedAgo.toMillis())
                            .addBoolean(left)
                            .addString(closed)));
        }
        return name;
    }
}
