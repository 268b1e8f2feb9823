package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;

/**
 * A part of an attempt's log.
 *
 * @param attempt whose log it is
 * @param chunks in order of their sequence: exact within a stream; between the two that in which the node read them, since
 *     pipes carry no times
 * @param ended whether the attempt has ended and no more comes after {@code next}
 * @param truncated whether output past the limit was cut
 * @param next to be given as {@code after} for what follows
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LogPage(int attempt, List<Chunk> chunks, boolean ended, boolean truncated, long next) {
    /**
     * A piece of output as the node read it.
     *
     * @param seq grows within the attempt, from 1
     * @param stream where it was written
     * @param at when dispatch stored it
     */
    public record Chunk(long seq, LogStream stream, String text, Instant at) {}
}
