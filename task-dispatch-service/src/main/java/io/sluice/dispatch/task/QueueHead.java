package io.sluice.dispatch.task;

/**
 * The first of the queued tasks of one selector, as a part of a statement: one probe of the queue's index, however long the
 * queue. The statement calls the selector {@code s}; the task is {@code t}.
 */
public final class QueueHead {
    /** Of those that wait, whatever their queue limit. */
    public static final String QUEUED = "t.state = 'QUEUED'";

    private QueueHead() {}

    /**
     * The subselect, without its parentheses; no row where none waits.
     *
     * @param column of the task, or of one's own
     * @param condition on the task; one of the state is among it, as the index asks for it
     */
    public static String of(String column, String condition) {
        return "select %s from task t where t.selector_id = s.id and %s order by t.priority desc, t.seq limit 1"
                .formatted(column, condition);
    }
}
