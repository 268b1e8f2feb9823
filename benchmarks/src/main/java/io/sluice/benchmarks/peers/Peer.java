package io.sluice.benchmarks.peers;

/** A queue to be compared with. */
public enum Peer {
    /** Deletes what is done; takes and completes jobs in batches. */
    GRAPHILE_WORKER("graphile-worker"),
    /** Keeps what is done, as Sluice does. */
    PG_BOSS("pg-boss");

    private final String label;

    Peer(String label) {
        this.label = label;
    }

    /** Its name, which is that of its program in {@code benchmarks/peers}. */
    public String label() {
        return label;
    }
}
