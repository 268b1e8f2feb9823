package io.sluice.cli;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.reflect.Field;

/** What a number of the contract may be, as its record says it: the one place where it stands. */
record Bounds(long least, long most) {
    /**
     * Those of a field.
     *
     * @throws IllegalStateException when the contract has no such field, or does not bound it
     */
    static Bounds of(Class<?> contract, String field) {
        try {
            Field declared = contract.getDeclaredField(field);
            Min min = declared.getAnnotation(Min.class);
            Max max = declared.getAnnotation(Max.class);
            if (min != null && max != null) {
                return new Bounds(min.value(), max.value());
            }
        } catch (NoSuchFieldException e) {
            // Said below, as for a field without bounds.
        }
        throw new IllegalStateException(contract.getSimpleName() + " has no bounded field " + field);
    }

    boolean contain(int value) {
        return value >= least && value <= most;
    }

    @Override
    public String toString() {
        return least + " to " + most;
    }
}
