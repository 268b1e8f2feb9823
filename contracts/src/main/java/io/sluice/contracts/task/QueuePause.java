package io.sluice.contracts.task;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Pauses the whole queue. */
public record QueuePause(@NotBlank @Size(max = MAX_NOTE) String note) {
    /** The longest note, in characters. */
    public static final int MAX_NOTE = 500;
}
