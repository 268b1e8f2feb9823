package io.sluice.verification;

/** What a cluster promises and a history can break. Each constant says what a chance to break it is. */
public enum Promise {
    /** A node never holds more live attempts than its cap allowed. A chance: an assignment that left it at most one slot. */
    CAP("G1 cap"),
    /**
     * Nothing is assigned to a node behind a barrier, or to one that was retired; DRAINED is never said too early. A
     * chance: a barrier during which another node was assigned something, or a DRAINED that was seen.
     */
    BARRIER("G2 drain barrier"),
    /**
     * At most one live attempt of a task; what a former holder says changes nothing. A chance: a report that was refused,
     * or an attempt that was lost and whose process ended well all the same.
     */
    FENCING("G3 fencing"),
    /** What was answered with 202 reaches an end, under one id. A chance: such an answer. */
    NOTHING_LOST("G4 nothing lost"),
    /**
     * A {@code once} task is started at most once, unless an operator sent it to another node. A chance: such a task with
     * an attempt that was lost, is awaited, or was live when its node had a fault.
     */
    ONCE("once"),
    /** No two processes of an {@code exclusive} task live at once. A chance: such a task with more than one attempt. */
    NO_OVERLAP("G5 no overlap"),
    /** One result of an {@code idempotent} task is recorded. A chance: such a task with more than one attempt. */
    ONE_RESULT("idempotent"),
    /** What expired had waited for its whole limit, and never ran. A chance: a task that expired. */
    QUEUE_LIMIT("G7 a day in the queue"),
    /** Bad input gets 400 and is never a task; good input is not refused. A chance: a bad submission. */
    REFUSAL("G8 clear refusal"),
    /** Nothing is lost because its node was not heard of while calm is expected. A chance: an attempt that was live when calm began. */
    CALM("G9 calm"),
    /** What was canceled is CANCELED, or had ended, and gets no new attempt. A chance: a cancel that was granted. */
    CANCEL("cancel");

    private final String title;

    Promise(String title) {
        this.title = title;
    }

    /** As the handbook calls it. */
    public String title() {
        return title;
    }
}
