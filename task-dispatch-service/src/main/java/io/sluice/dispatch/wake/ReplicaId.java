package io.sluice.dispatch.wake;

import com.fasterxml.uuid.Generators;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Tells this process from its replicas, and from itself before a restart. */
@Singleton
public final class ReplicaId {
    private final UUID value = Generators.timeBasedEpochGenerator().generate();

    /** The same for the lifetime of the process. */
    public UUID value() {
        return value;
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
