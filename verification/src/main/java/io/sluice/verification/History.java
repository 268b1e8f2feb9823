package io.sluice.verification;

import io.sluice.contracts.node.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All that the checker may know of a run: what was answered, what the witness saw, what operators did, what the API says
 * afterwards.
 *
 * @param caps the task cap of each node before the run
 * @param clocksAgree the most by which the clock of whoever asked and the clock of dispatch's database differ; 0 on one
 *     machine. What the difference leaves open counts as kept
 */
public record History(
        Answers answers,
        List<Mark> marks,
        List<OperatorLog.Entry> operators,
        Collected collected,
        Map<NodeName, Integer> caps,
        Duration clocksAgree) {
    /** Copies the collections. */
    public History {
        marks = List.copyOf(marks);
        operators = List.copyOf(operators);
        caps = Map.copyOf(caps);
        if (clocksAgree.isNegative()) {
            throw new IllegalArgumentException("clocksAgree: 0 or more");
        }
    }
}
