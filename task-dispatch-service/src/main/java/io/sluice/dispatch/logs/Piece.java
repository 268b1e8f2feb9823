package io.sluice.dispatch.logs;

import io.sluice.contracts.task.LogStream;
import java.util.UUID;

/**
 * A piece of an attempt's output, as its node reported it.
 *
 * @param seq grows within the attempt, from 1; the same twice is one piece
 * @param text at most 65536 characters
 * @param truncated whether the node cut all that follows; its text says so
 */
public record Piece(UUID taskId, int attempt, long seq, LogStream stream, String text, boolean truncated) {}
