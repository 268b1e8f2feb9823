package io.sluice.registry.membership;

import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.contracts.problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What labels, places and versions may hold, beyond what their records say. Pure. */
final class LabelPolicy {
    static final int MOST_LABELS = 64;

    /** As in a nodeSelector, which could match no longer one. */
    static final int LONGEST_LABEL = 63;

    static final int LONGEST_PLACE = 253;

    private LabelPolicy() {}

    /** What is wrong with a registration. */
    static List<FieldError> violations(RegisterRequest request) {
        List<FieldError> errors = new ArrayList<>();
        check(errors, "labels", request.labels(), LONGEST_LABEL, Nulls.REFUSED);
        if (request.place() != null) {
            check(errors, "place", request.place(), LONGEST_PLACE, Nulls.REFUSED);
        }
        if (hasControlCharacter(request.version())) {
            errors.add(new FieldError("version", "must not hold control characters"));
        }
        return errors;
    }

    /**
     * What is wrong with a patch.
     *
     * @param cleared the fields that are named with null
     */
    static List<FieldError> violations(NodePatch patch, Set<String> cleared) {
        List<FieldError> errors = new ArrayList<>();
        if (patch.labels() != null) {
            check(errors, "labels", patch.labels(), LONGEST_LABEL, Nulls.TAKE_AWAY);
        }
        if (patch.taskCap() == null
                && patch.labels() == null
                && !cleared.contains(AdjustmentPolicy.CAP)
                && !cleared.contains(AdjustmentPolicy.LABELS)) {
            errors.add(new FieldError("body", "must hold taskCap or labels"));
        }
        return errors;
    }

    private enum Nulls {
        REFUSED,
        TAKE_AWAY
    }

    private static void check(
            List<FieldError> errors, String field, Map<String, @Nullable String> entries, int longest, Nulls nulls) {
        entries.forEach((key, value) -> {
            if (key.isBlank() || key.length() > LONGEST_LABEL || hasControlCharacter(key)) {
                errors.add(new FieldError(
                        field, "each key has 1 to " + LONGEST_LABEL + " characters, not blank, no control characters"));
            } else if (value == null && nulls == Nulls.REFUSED) {
                errors.add(new FieldError(field + "." + key, "must not be null"));
            } else if (value != null && (value.length() > longest || hasControlCharacter(value))) {
                errors.add(
                        new FieldError(field + "." + key, "at most " + longest + " characters, no control characters"));
            }
        });
    }

    private static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
