package io.sluice.contracts.node;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cap and the labels of a node by one of its two sources: the node itself, or the operators, whose word goes over it.
 *
 * @param taskCap null when the source says nothing of it
 * @param labels empty when it says nothing of them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CapAndLabels(@Nullable Integer taskCap, Map<String, String> labels) {}
