package io.sluice.registry.node;

import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.problem.ProblemException;
import io.sluice.contracts.problem.ProblemType;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header If-Match: which revisions the caller agrees to change. Compared strongly, so a weak tag matches none. */
public final class RevisionMatch {
    private static final Pattern TAGS = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(,|$)");

    private RevisionMatch() {}

    /**
     * Reads the header; absent or {@code *} agrees to any.
     *
     * @throws ProblemException an {@code invalid-request} when it is no list of tags
     */
    public static LongPredicate parse(@Nullable String header) {
        if (header == null || header.strip().equals("*")) {
            return revision -> true;
        }
        Set<String> tags = new HashSet<>();
        Matcher matcher = TAGS.matcher(header);
        int end = 0;
        while (end < header.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw malformed();
            }
            if (matcher.group(1) == null) {
                tags.add(matcher.group(2));
            }
            end = matcher.end();
        }
        if (end == 0) {
            throw malformed();
        }
        return revision -> tags.contains(Long.toString(revision));
    }

    /** The node is at another revision than the caller agrees to change. */
    public static ProblemException mismatch(NodeName name, long revision) {
        return ProblemException.of(
                ProblemType.VERSION_MISMATCH,
                "node " + name + " is at revision " + revision + " now: read it again, then decide");
    }

    private static ProblemException malformed() {
        return ProblemException.invalid("If-Match", "* or the ETag of the node, such as \"12\" with its quotes");
    }
}
