package io.sluice.verification;

import io.sluice.contracts.Json;
import io.sluice.contracts.Reason;
import io.sluice.contracts.task.AttemptState;
import io.sluice.contracts.task.AttemptView;
import io.sluice.contracts.task.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a run, for people and for programs.
 *
 * @param seed from which the run is made again
 * @param lasted how long tasks were submitted
 */
public record Report(long seed, Duration lasted, History history, Verdict verdict) {
    private static final int SHOWN = 20;

    /** As text, a line for each fact. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("seed                " + seed);
        lines.add("lasted              " + seconds(lasted));
        Answers answers = history.answers();
        lines.add("tasks accepted      " + answers.accepted().size() + ", sent again until answered " + sentAgain()
                + ", replayed on purpose " + answers.replayed().size());
        lines.add("bad submissions     " + answers.refused().size());
        lines.add("tasks ended         " + counts(endedByState()));
        lines.add("tasks run again     " + runAgain());
        lines.add("attempts lost       " + counts(lostByCause()));
        lines.add("reports refused     " + refusedReports());
        lines.add("nothing assigned    for " + seconds(longestPause()) + " at the longest");
        for (Promise promise : Promise.values()) {
            Verdict.Finding finding = verdict.of(promise);
            lines.add(String.format(
                    Locale.ROOT,
                    "%-22s %6d chances, broken %d times",
                    promise.title(),
                    finding.chances(),
                    finding.breaches().size()));
            finding.breaches().stream().limit(SHOWN).forEach(breach -> lines.add("    " + breach));
            if (finding.breaches().size() > SHOWN) {
                lines.add("    and " + (finding.breaches().size() - SHOWN) + " more");
            }
        }
        verdict.notes().forEach(note -> lines.add("note: " + note));
        return List.copyOf(lines);
    }

    /** As one JSON object, with every breach. */
    public String json() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("seed", seed);
        figures.put("lastedSeconds", lasted.toMillis() / 1000.0);
        figures.put("accepted", history.answers().accepted().size());
        figures.put("sentAgain", sentAgain());
        figures.put("replayed", history.answers().replayed().size());
        figures.put("badSubmissions", history.answers().refused().size());
        figures.put("endedByState", endedByState());
        figures.put("runAgain", runAgain());
        figures.put("lostByCause", lostByCause());
        figures.put("reportsRefused", refusedReports());
        figures.put("longestWithoutAssignmentSeconds", longestPause().toMillis() / 1000.0);
        Map<String, Object> promises = new LinkedHashMap<>();
        for (Promise promise : Promise.values()) {
            Verdict.Finding finding = verdict.of(promise);
            promises.put(promise.title(), Map.of("chances", finding.chances(), "breaches", finding.breaches()));
        }
        figures.put("promises", promises);
        figures.put("notes", verdict.notes());
        return Json.text(figures);
    }

    /** Of those that were accepted. */
    Map<String, Long> endedByState() {
        return history.answers().accepted().stream()
                .map(accepted -> history.collected().tasks().get(accepted.id()))
                .map(task -> task == null ? "not known" : task.state().name())
                .collect(Collectors.groupingBy(state -> state, TreeMap::new, Collectors.counting()));
    }

    /** Tasks with more than one attempt. */
    long runAgain() {
        return history.collected().tasks().values().stream()
                .filter(task -> Facts.attempts(task).size() > 1)
                .count();
    }

    /** By the sentence that dispatch gives, without the node. */
    Map<String, Long> lostByCause() {
        return attempts().stream()
                .filter(attempt -> attempt.state() == AttemptState.LOST)
                .map(attempt -> cause(attempt.reason()))
                .collect(Collectors.groupingBy(cause -> cause, TreeMap::new, Collectors.counting()));
    }

    long refusedReports() {
        return attempts().stream().mapToLong(AttemptView::refusedReports).sum();
    }

    /** The longest time between two assignments that follow each other, while tasks were submitted. */
    Duration longestPause() {
        List<Instant> moments = new ArrayList<>(
                attempts().stream().map(AttemptView::assignedAt).sorted().toList());
        Instant last = history.answers().accepted().stream()
                .map(Accepted::acceptedAt)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        Duration longest = Duration.ZERO;
        for (int i = 1; i < moments.size() && !moments.get(i - 1).isAfter(last); i++) {
            Duration pause = Duration.between(moments.get(i - 1), moments.get(i));
            longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
        return longest;
    }

    private long sentAgain() {
        return history.answers().accepted().stream()
                .filter(accepted -> accepted.tries() > 1)
                .count();
    }

    private List<AttemptView> attempts() {
        return history.collected().tasks().values().stream()
                .map((TaskView task) -> Facts.attempts(task))
                .flatMap(List::stream)
                .toList();
    }

    private static String cause(@Nullable Reason reason) {
        if (reason == null) {
            return "no reason";
        }
        return reason.text().replaceFirst("^Node \\S+ \\(epoch \\d+\\) ", "").replaceFirst("\\.$", "");
    }

    private static String counts(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "0"
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
