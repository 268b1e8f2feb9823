package io.sluice.cli;

import io.sluice.contracts.node.CapAndLabels;
import io.sluice.contracts.node.Closed;
import io.sluice.contracts.node.Drain;
import io.sluice.contracts.node.DrainPreview;
import io.sluice.contracts.node.NodeView;
import io.sluice.contracts.task.TaskTypes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Nodes as people read them. Pure. */
final class NodeText {
    private NodeText() {}

    /** A drain in a few words. */
    static String drain(Drain drain) {
        return drain.enabled() ? "\"" + Words.orNone(drain.reason()) + "\" by " + Words.orNone(drain.by()) : Words.NONE;
    }

    /** Whose drain it is that stands. */
    static String drainsAlready(NodeView node) {
        return node.name() + ": drains already, " + drain(node.drain()) + "; nothing of it is changed.";
    }

    /** What a resume has come to. */
    static String resumeAnswer(NodeView node) {
        String text = node.name() + ": " + node.status() + ", cap " + node.taskCap() + ".";
        return node.drain().enabled()
                ? text + " It still drains: " + drain(node.drain()) + "; its next start ends that."
                : text;
    }

    /** What a drain's answer says: the first line is for people in a hurry. */
    static String drainAnswer(NodeView node) {
        if (!Boolean.TRUE.equals(node.barrier())) {
            return node.name()
                    + ": the drain is stored, the barrier is not up yet: task-dispatch has not confirmed it, and a"
                    + " task may still start there. It is completed by itself as soon as task-dispatch answers.";
        }
        Integer running = node.runningTasks();
        String left = running == null
                ? "how many are left is not known."
                : running == 0 ? "none is left." : Words.tasks(running) + " left.";
        return node.name() + ": " + node.status() + ", the barrier is up: no task can start there; " + left;
    }

    /** What a drain would do. */
    static String preview(DrainPreview preview) {
        String running =
                preview.runningTasks() == null ? "an unknown number of tasks" : Words.tasks(preview.runningTasks());
        String text = preview.alreadyDraining()
                ? preview.name() + ": is draining already; " + running + " left."
                : preview.name() + ": would drain; " + running + " would have to end first.";
        String capacity = " Capacity " + preview.capacityNow() + " now, " + preview.capacityLeft() + " then, floor "
                + preview.capacityFloor() + ".";
        return text + capacity + (preview.refused() ? " It would be refused without --force." : "");
    }

    private static String own(NodeView node) {
        return node.own() == null || node.own().taskCap() == null
                ? ""
                : "; its own is " + node.own().taskCap() + ", which 'sluice node cap " + node.name()
                        + " --reset' brings back";
    }

    /** Everything about a node, one fact a line. */
    static List<String> facts(NodeView node, Instant now) {
        List<String[]> facts = new ArrayList<>();
        facts.add(new String[] {"name", node.name().value()});
        facts.add(new String[] {"status", node.status().name()});
        facts.add(new String[] {"kind", node.kind().name()});
        facts.add(new String[] {"epoch", node.epoch().toString()});
        facts.add(new String[] {
            "tasks", (node.runningTasks() == null ? "?" : node.runningTasks().toString()) + " of " + node.taskCap()
        });
        facts.add(new String[] {"last seen", node.lastSeen() + " (" + Words.ago(node.lastSeen(), now) + ")"});
        if (node.offlineSince() != null) {
            facts.add(new String[] {
                "offline since", node.offlineSince() + " (" + Words.ago(node.offlineSince(), now) + ")"
            });
        }
        Closed closed = node.closed();
        if (closed != null) {
            facts.add(new String[] {"closed itself", closed.reason()});
            facts.add(new String[] {"  since", closed.since() + " (" + Words.ago(closed.since(), now) + ")"});
        }
        Drain drain = node.drain();
        facts.add(new String[] {"drain", drain(drain)});
        if (drain.enabled()) {
            facts.add(new String[] {"  since", Words.orNone(drain.since())});
            facts.add(new String[] {"  barrier", Boolean.TRUE.equals(node.barrier()) ? "up" : "not yet"});
            facts.add(new String[] {
                "  deadline",
                drain.deadline() == null ? Words.NONE : drain.deadline() + ", then " + Words.orNone(drain.onDeadline())
            });
            if (drain.changedBy() != null) {
                facts.add(new String[] {"  changed", Words.orNone(drain.changedAt()) + " by " + drain.changedBy()});
            }
        }
        if (node.stoppingSince() != null) {
            facts.add(new String[] {"stopping since", node.stoppingSince().toString()});
        }
        CapAndLabels overrides = node.overrides();
        if (overrides != null && overrides.taskCap() != null) {
            facts.add(new String[] {"cap", node.taskCap() + ", an operator's" + own(node)});
        }
        facts.add(new String[] {"labels", Words.pairs(node.labels())});
        if (overrides != null && !overrides.labels().isEmpty()) {
            facts.add(new String[] {"  operators'", Words.pairs(overrides.labels())});
        }
        facts.add(new String[] {"task types", String.join(", ", TaskTypes.orAssumed(node.types()))});
        facts.add(new String[] {"place", Words.pairs(node.place())});
        facts.add(new String[] {"version", node.version()});
        facts.add(new String[] {"id", node.id().toString()});
        facts.add(new String[] {"registered", node.registeredAt().toString()});
        return Table.facts(facts);
    }
}
