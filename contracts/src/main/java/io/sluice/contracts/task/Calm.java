package io.sluice.contracts.task;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * Nothing is declared lost for being silent: it is probably not the nodes.
 *
 * @param until when it ends at the latest, as things are
 * @param text what was seen when it began, in a sentence
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Calm(CalmCause cause, Instant since, Instant until, String text) {}
