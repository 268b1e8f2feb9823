package io.sluice.service.peer;

import io.vertx.core.MultiMap;

/**
 * What a peer answered.
 *
 * @param status below 400; refusals are problems instead
 */
public record PeerAnswer(int status, MultiMap headers, byte[] body) {}
