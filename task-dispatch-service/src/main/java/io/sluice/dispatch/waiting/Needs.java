package io.sluice.dispatch.waiting;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task needs of the node that takes it.
 *
 * @param type that the node must run; null when it is not known, as of tasks that an older version has queued
 * @param labels that the node must have
 */
public record Needs(@Nullable String type, Map<String, String> labels) {}
