package io.sluice.dispatch.waiting;

import io.sluice.contracts.Reason;
import io.sluice.contracts.StorableText;
import io.sluice.contracts.node.Drain;
import io.sluice.dispatch.waiting.Fleet.Member;
import io.sluice.dispatch.waiting.Fleet.Pause;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Why a queued task is not assigned, in a word and one sentence with the remedy. The first cause that holds is the answer,
 * in the order of {@link WaitCode}; its length is bounded whatever the fleet.
 */
final class WaitReasonPolicy {
    private static final int MAX_NAMED = 5;
    private static final int MAX_QUOTE_LENGTH = 100;

    private WaitReasonPolicy() {}

    /**
     * The cause and its sentence.
     *
     * @param code for programs
     * @param text for people
     */
    record Cause(WaitCode code, String text) {
        Reason toReason() {
            return new Reason(code.name(), text);
        }
    }

    /** What a task waits for that needs this. */
    static Cause explain(Fleet fleet, Needs needs) {
        if (fleet.pause() != null) {
            return paused(fleet.pause());
        }
        List<Member> all = fleet.nodes();
        if (all.isEmpty()) {
            return new Cause(
                    WaitCode.NO_NODE,
                    "no node with a task cap above 0 is registered; start an agent, or raise the cap of a node with"
                            + " 'sluice node cap'");
        }
        if (all.stream().noneMatch(Member::isPresent)) {
            return offline("no node is attached", all);
        }
        List<Member> runners =
                all.stream().filter(node -> node.runs(needs.type())).toList();
        List<Member> matching =
                runners.stream().filter(node -> node.hasAll(needs.labels())).toList();
        if (matching.isEmpty()) {
            List<Member> labeled =
                    all.stream().filter(node -> node.hasAll(needs.labels())).toList();
            return runners.isEmpty() || !labeled.isEmpty()
                    ? noRunner(needs, runners, runners.isEmpty() ? all : labeled)
                    : noMatch(runners, needs.labels());
        }
        String which = needs.labels().isEmpty() ? "" : " with " + labels(needs.labels());
        List<Member> present = matching.stream().filter(Member::isPresent).toList();
        if (present.isEmpty()) {
            return offline("no node" + which + " is attached", matching);
        }
        List<Member> undrained = present.stream().filter(Member::isUndrained).toList();
        Others others = new Others(present.size() - undrained.size(), 0, matching.size() - present.size());
        if (undrained.isEmpty()) {
            return drained(which, present, new Others(0, 0, others.offline()));
        }
        List<Member> open =
                undrained.stream().filter(node -> node.closed() == null).toList();
        if (open.isEmpty()) {
            return closed(which, undrained, others);
        }
        return open.stream().allMatch(Member::isFull)
                ? full(which, open, new Others(others.drained(), undrained.size() - open.size(), others.offline()))
                : next(open);
    }

    private static Cause paused(Pause pause) {
        return new Cause(
                WaitCode.QUEUE_PAUSED,
                "the queue was paused by " + pause.by() + " at " + pause.since().truncatedTo(ChronoUnit.SECONDS) + " ("
                        + quote(pause.note()) + "); 'sluice queue resume' lets it go on");
    }

    private static Cause offline(String what, List<Member> nodes) {
        return new Cause(
                WaitCode.ALL_OFFLINE,
                what + ": " + named(nodes, WaitReasonPolicy::lastHeard) + "; start one of them, or see why it can't"
                        + " reach this service");
    }

    private static Cause noRunner(Needs needs, List<Member> runners, List<Member> others) {
        String which = runners.isEmpty() ? "" : " with " + labels(needs.labels());
        String elsewhere = runners.isEmpty() ? "" : "; those that do lack the labels: " + named(runners, Member::name);
        return new Cause(
                WaitCode.NO_RUNNER,
                "no node" + which + " runs tasks of type '" + needs.type() + "': "
                        + named(others, WaitReasonPolicy::runs)
                        + elsewhere + "; start an agent that brings the type"
                        + (runners.isEmpty() ? "" : ", or label one that has it")
                        + ", or submit the task with another type");
    }

    private static String runs(Member node) {
        List<String> types = node.types().stream().sorted().toList();
        return node.name() + " runs " + bounded(types.stream().limit(MAX_NAMED).toList(), types.size());
    }

    private static Cause noMatch(List<Member> all, Map<String, String> selector) {
        Member nearest = all.stream()
                .max(Comparator.<Member>comparingLong(node -> matches(node, selector))
                        .thenComparing(Member::name, Comparator.reverseOrder()))
                .orElseThrow();
        Map<String, String> missing = new TreeMap<>(selector);
        missing.entrySet().removeAll(nearest.labels().entrySet());
        return new Cause(
                WaitCode.NO_LABEL_MATCH,
                "no node has " + labels(selector) + "; " + nearest.name() + " comes nearest and lacks "
                        + labels(missing) + "; label a node so, start one that is, or submit the task with another"
                        + " nodeSelector");
    }

    /** Nodes that match and can't take the task for other reasons than those that are told. */
    private record Others(int drained, int closed, int offline) {}

    private static Cause closed(String which, List<Member> closed, Others others) {
        return new Cause(
                WaitCode.ALL_CLOSED,
                "every node" + which + " that is attached and not drained has closed itself: "
                        + named(closed, node -> node.name() + " (" + quote(String.valueOf(node.closed())) + ")")
                        + besides(others)
                        + "; mend what it says, or start another node: one opens by itself as soon as its own check passes");
    }

    private static Cause drained(String which, List<Member> drained, Others others) {
        return new Cause(
                WaitCode.ALL_DRAINED,
                "every node" + which + " that is attached is drained: " + named(drained, WaitReasonPolicy::drainedBy)
                        + besides(others) + "; " + remedy(drained));
    }

    /** A node that stops is not resumed: its next start lifts that. */
    private static String remedy(List<Member> drained) {
        return drained.stream()
                .filter(node -> !node.isStopping())
                .findFirst()
                .map(node -> "resume one with 'sluice node resume " + node.name() + "'")
                .orElse("it goes on when one has started again, or another node is added");
    }

    private static Cause full(String which, List<Member> full, Others others) {
        return new Cause(
                WaitCode.ALL_AT_CAP,
                "every open node" + which + " is at its task cap: "
                        + named(full, node -> node.name() + " " + node.live() + " of " + node.taskCap())
                        + besides(others)
                        + "; it goes on when an attempt ends, a cap is raised or a node is added");
    }

    private static Cause next(List<Member> open) {
        Member free = open.stream().filter(node -> !node.isFull()).findFirst().orElseThrow();
        return new Cause(
                WaitCode.BEHIND_OTHERS,
                free.name() + " holds " + free.live() + " of " + free.taskCap()
                        + "; the task goes there or elsewhere with one of the next assignments, after those of higher"
                        + " priority and those that came before");
    }

    private static String lastHeard(Member node) {
        String heard = node.heardAt() == null
                ? "never heard"
                : "last heard " + node.heardAt().truncatedTo(ChronoUnit.SECONDS);
        return node.name() + " (" + heard
                + (node.isDrainedByOperator() ? ", drained by " + node.drain().by() : "")
                + (node.isStopping() ? ", it was stopped" : "") + ")";
    }

    private static String drainedBy(Member node) {
        if (!node.isDrainedByOperator()) {
            return node.name() + " by itself (" + quote(Drain.STOP_REASON) + ")";
        }
        return node.name() + " by " + node.drain().by() + " ("
                + quote(String.valueOf(node.drain().reason())) + ")" + (node.isStopping() ? ", which stops too" : "")
                + (node.closed() == null ? "" : ", and it has closed itself (" + quote(node.closed()) + ")");
    }

    private static String besides(Others others) {
        StringBuilder text = new StringBuilder();
        append(text, others.drained(), "is drained", "are drained");
        append(text, others.closed(), "has closed itself", "have closed themselves");
        append(text, others.offline(), "is not attached", "are not attached");
        return text.toString();
    }

    private static void append(StringBuilder text, int count, String one, String many) {
        if (count > 0) {
            text.append("; ").append(count).append(count == 1 ? " other " + one : " others " + many);
        }
    }

    private static long matches(Member node, Map<String, String> selector) {
        return selector.entrySet().stream()
                .filter(node.labels().entrySet()::contains)
                .count();
    }

    private static String named(List<Member> nodes, Function<Member, String> form) {
        return bounded(nodes.stream().limit(MAX_NAMED).map(form).toList(), nodes.size());
    }

    private static String labels(Map<String, String> labels) {
        return bounded(
                new TreeMap<>(labels)
                        .entrySet().stream()
                                .limit(MAX_NAMED)
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .toList(),
                labels.size());
    }

    private static String bounded(List<String> named, int all) {
        String rest = all > named.size() ? " and " + (all - named.size()) + " more" : "";
        return String.join(", ", named) + rest;
    }

    private static String quote(String words) {
        return "\"" + StorableText.abbreviated(words, MAX_QUOTE_LENGTH, "…") + "\"";
    }
}
