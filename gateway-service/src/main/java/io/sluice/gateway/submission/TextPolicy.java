package io.sluice.gateway.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.contracts.Json;
import io.sluice.contracts.problem.FieldError;
import io.sluice.contracts.task.TaskSubmission;
import java.util.ArrayList;
import java.util.List;

/**
 * Which text a task may hold: any that can be written as UTF-8 and kept by a database. What is taken here is never refused
 * later, where nobody waits for an answer. Pure.
 */
final class TextPolicy {
    private static final ObjectMapper JSON = Json.mapper();

    private TextPolicy() {}

    /** Every field with text that can't be kept, by its path. */
    static List<FieldError> violations(TaskSubmission submission) {
        List<FieldError> found = new ArrayList<>();
        check(JSON.valueToTree(submission), "", found);
        return found;
    }

    private static void check(JsonNode node, String path, List<FieldError> found) {
        if (node.isTextual()) {
            check(node.textValue(), path, found);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            check(node.get(i), path + "[" + i + "]", found);
        }
        node.properties().forEach(field -> {
            if (isUnfit(field.getKey())) {
                check(field.getKey(), path, found);
            } else {
                check(field.getValue(), path.isEmpty() ? field.getKey() : path + "." + field.getKey(), found);
            }
        });
    }

    private static void check(String text, String path, List<FieldError> found) {
        if (text.indexOf('\0') >= 0) {
            found.add(new FieldError(path, "must not hold a NUL character"));
        } else if (hasLoneSurrogate(text)) {
            found.add(new FieldError(path, "must not hold half of a surrogate pair"));
        }
    }

    private static boolean isUnfit(String text) {
        return text.indexOf('\0') >= 0 || hasLoneSurrogate(text);
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                boolean paired = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
