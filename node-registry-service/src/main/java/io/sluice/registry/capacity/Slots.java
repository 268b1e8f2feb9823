package io.sluice.registry.capacity;

import java.time.Instant;

/**
 * The slots of all RUNNING nodes.
 *
 * @param capacity their task caps together
 * @param at when they were counted, by the database's clock
 */
public record Slots(int capacity, Instant at) {}
