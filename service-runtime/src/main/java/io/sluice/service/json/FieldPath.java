package io.sluice.service.json;

import jakarta.validation.ElementKind;
import jakarta.validation.Path;

/** The path of a violation as it is written in the body: {@code command[0]}, {@code env.PATH}. */
public final class FieldPath {
    private FieldPath() {}

    /**
     * The path, without the method and parameter that validation of a call puts before it; the parameter's name when it is
     * wrong itself, {@code body} for the whole.
     */
    public static String of(Path path) {
        StringBuilder text = new StringBuilder();
        String parameter = "body";
        for (Path.Node node : path) {
            append(text, node);
            if (node.getKind() == ElementKind.PARAMETER && node.getName() != null) {
                parameter = node.getName();
            }
        }
        return text.isEmpty() ? parameter : text.toString();
    }

    private static void append(StringBuilder text, Path.Node node) {
        if (node.getIndex() != null) {
            text.append('[').append(node.getIndex()).append(']');
        } else if (node.getKey() != null) {
            text.append('.').append(node.getKey());
        }
        boolean named = node.getKind() == ElementKind.PROPERTY && node.getName() != null;
        if (named) {
            text.append(text.isEmpty() ? "" : ".").append(node.getName());
        }
    }
}
