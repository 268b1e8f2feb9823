package io.sluice.dispatch.cancel;

import io.sluice.contracts.node.Eviction;
import org.jspecify.annotations.Nullable;

/**
 * Who wants an attempt to end.
 *
 * @param name of the person
 * @param detail in words what it was and whose, where it is not the person's own word now; else null
 */
record Author(String name, @Nullable String detail) {
    /** Somebody who asks for it now. */
    static Author person(String name) {
        return new Author(name, null);
    }

    /** The drain of somebody, whose deadline has passed. */
    static Author drain(Eviction eviction) {
        String reason = eviction.reason() == null ? "" : " (\"" + eviction.reason() + "\")";
        String deadlineBy = eviction.deadlineBy() == null ? "" : ", set by " + eviction.deadlineBy() + ",";
        return new Author(
                eviction.by(), "the drain of " + eviction.by() + reason + ", whose deadline" + deadlineBy + " passed");
    }

    /** As it is named in a sentence. */
    @Override
    public String toString() {
        return detail == null ? name : detail;
    }
}
