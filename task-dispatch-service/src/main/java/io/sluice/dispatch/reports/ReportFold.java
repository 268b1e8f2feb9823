package io.sluice.dispatch.reports;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.dispatch.attempts.AttemptEnd;
import io.sluice.dispatch.attempts.EndPolicy;
import io.sluice.dispatch.attempts.LiveAttempt;
import io.sluice.dispatch.logs.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Turns reports, in the order in which they came, into what is to be written: each thing once. Pure; what it is told of
 * the attempts must stay true until it is written.
 */
final class ReportFold {
    private final Map<UUID, LiveAttempt> live;
    private final Set<LiveAttempt> started = new LinkedHashSet<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final List<AttemptEnd> ends = new ArrayList<>();
    private final Set<AttemptRef> startedNow = new HashSet<>();
    private final Set<AttemptRef> endedNow = new HashSet<>();
    private final Map<AttemptRef, Long> lastPiece = new HashMap<>();

    /**
     * @param live attempts by their task
     */
    ReportFold(Map<UUID, LiveAttempt> live) {
        this.live = live;
    }

    /** What becomes of a report. */
    enum Verdict {
        /** It is to be written. */
        ACCEPTED,
        /** It was written before, or earlier here. */
        DUPLICATE,
        /** No live attempt of the sender has this name: the history knows whether it ended by a report. */
        NOT_LIVE
    }

    Verdict fold(NodeName node, Epoch epoch, Report report) {
        AttemptRef ref = report.ref();
        LiveAttempt attempt = live.get(ref.taskId());
        if (attempt == null || !attempt.ref().equals(ref) || !attempt.isOf(node, epoch)) {
            return Verdict.NOT_LIVE;
        }
        if (endedNow.contains(ref)) {
            return Verdict.DUPLICATE;
        }
        if (report instanceof Report.Started) {
            return start(attempt);
        }
        return report instanceof Report.Output output ? append(attempt, output) : end(attempt, (Report.Ended) report);
    }

    /** Whether the node says that it could not begin the attempt. */
    static boolean isNotStarted(Report report) {
        return report instanceof Report.Ended ended && Boolean.TRUE.equals(ended.notStarted());
    }

    /** Attempts that begin to run, and do not end here. */
    List<LiveAttempt> started() {
        return List.copyOf(started);
    }

    /** Output to store. */
    List<Piece> pieces() {
        return pieces;
    }

    /** Attempts that end, after all else that is said of them here. */
    List<AttemptEnd> ends() {
        return ends;
    }

    private Verdict start(LiveAttempt attempt) {
        if (attempt.started() || !startedNow.add(attempt.ref())) {
            return Verdict.DUPLICATE;
        }
        started.add(attempt);
        return Verdict.ACCEPTED;
    }

    private Verdict append(LiveAttempt attempt, Report.Output output) {
        long last = lastPiece.getOrDefault(attempt.ref(), attempt.logSeq());
        if (output.seq() <= last) {
            return Verdict.DUPLICATE;
        }
        lastPiece.put(attempt.ref(), output.seq());
        pieces.add(new Piece(
                output.taskId(), output.attempt(), output.seq(), output.stream(), output.text(), output.truncated()));
        return Verdict.ACCEPTED;
    }

    private Verdict end(LiveAttempt attempt, Report.Ended report) {
        // Its start needs no write of its own. Who has said that it began can't take that back: it may have had
        // effects.
        boolean begins = startedNow.contains(attempt.ref());
        if (begins) {
            started.remove(attempt);
        }
        LiveAttempt ending = begins ? attempt.begun() : attempt;
        ends.add(
                isNotStarted(report) && !ending.started()
                        ? EndPolicy.onNotStarted(ending, report)
                        : EndPolicy.onReport(ending, report));
        endedNow.add(attempt.ref());
        return Verdict.ACCEPTED;
    }
}
