package io.sluice.contracts.task;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Pauses the whole queue. */
public record QueuePause(@NotBlank @Size(max = 500) String note) {}
