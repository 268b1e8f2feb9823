package io.sluice.service.json;

import java.util.Set;

/**
 * What somebody wants to be changed (RFC 7396): a field that is not named stays as it is, and null takes its value away.
 *
 * @param value in which a field that is null can't be told from one that is not named
 * @param cleared the fields of the whole, not of what lies in it, that are named with null
 */
public record MergePatch<T>(T value, Set<String> cleared) {
    public MergePatch {
        cleared = Set.copyOf(cleared);
    }

    /** One that takes nothing away. */
    public static <T> MergePatch<T> of(T value) {
        return new MergePatch<>(value, Set.of());
    }
}
