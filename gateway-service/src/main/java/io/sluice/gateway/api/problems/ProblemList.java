package io.sluice.gateway.api.problems;

import java.util.List;

/** Every problem type, by status. */
public record ProblemList(List<ProblemDescription> items) {}
