package io.sluice.service.connection;

/** A reason for which this process goes away, or wants no more callers. Each bean of this type counts. */
public interface Departure {
    /** Whether it has begun. Asked at each response: answered from memory. */
    boolean hasBegun();
}
