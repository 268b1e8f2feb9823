package io.sluice.registry.membership;

import io.sluice.contracts.node.LabelKey;
import io.sluice.contracts.node.Labels;
import io.sluice.contracts.node.NodePatch;
import io.sluice.contracts.node.Place;
import io.sluice.contracts.node.RegisterRequest;
import io.sluice.contracts.problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What labels, places and versions may hold, beyond what their records say. Pure. */
final class LabelPolicy {
    private LabelPolicy() {}

    /** What is wrong with a registration. */
    static List<FieldError> violations(RegisterRequest request) {
        List<FieldError> errors = new ArrayList<>();
        checkLabels(errors, request.labels(), Nulls.REFUSED);
        if (request.place() != null) {
            checkPlace(errors, request.place());
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
            checkLabels(errors, patch.labels(), Nulls.TAKE_AWAY);
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

    private static void checkLabels(List<FieldError> errors, Map<String, @Nullable String> labels, Nulls nulls) {
        labels.forEach((key, value) -> {
            // One from before keys had a form can still be taken away.
            boolean takenAway = value == null && nulls == Nulls.TAKE_AWAY;
            if (!LabelKey.isValid(key) && !takenAway) {
                errors.add(new FieldError("labels." + key, LabelKey.RULE));
            } else {
                checkValue(errors, "labels." + key, value, Labels.MAX_VALUE_LENGTH, nulls);
            }
        });
    }

    private static void checkPlace(List<FieldError> errors, Map<String, String> place) {
        place.forEach((key, value) -> {
            if (key.isBlank() || key.length() > Place.MAX_KEY_LENGTH || hasControlCharacter(key)) {
                errors.add(new FieldError(
                        "place",
                        "each key has 1 to " + Place.MAX_KEY_LENGTH + " characters, not blank, no control characters"));
            } else {
                checkValue(errors, "place." + key, value, Place.MAX_VALUE_LENGTH, Nulls.REFUSED);
            }
        });
    }

    private static void checkValue(
            List<FieldError> errors, String field, @Nullable String value, int longest, Nulls nulls) {
        if (value == null) {
            if (nulls == Nulls.REFUSED) {
                errors.add(new FieldError(field, "must not be null"));
            }
        } else if (value.length() > longest || hasControlCharacter(value)) {
            errors.add(new FieldError(field, "at most " + longest + " characters, no control characters"));
        }
    }

    private static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
