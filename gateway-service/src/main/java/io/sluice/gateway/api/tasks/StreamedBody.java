package io.sluice.gateway.api.tasks;

import io.smallrye.mutiny.Multi;

/**
 * A body that is made while it is sent: the next piece is asked for once the client's connection has taken the one before,
 * so that a slow client costs the memory of one piece.
 */
public record StreamedBody(Multi<byte[]> pieces) {}
