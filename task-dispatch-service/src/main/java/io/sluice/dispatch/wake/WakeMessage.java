package io.sluice.dispatch.wake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What replicas say to each other: {@code <sender> queue}, or {@code <sender> nodes <name> <name> ...}.
 *
 * @param nodes whom there is something to tell; none when it is about the queue
 */
record WakeMessage(UUID sender, Set<String> nodes) {
    static final String CHANNEL = "sluice_dispatch";

    /** PostgreSQL refuses 8000 bytes and more. */
    static final int MAX_BYTES = 7_900;

    private static final String QUEUE = "queue";
    private static final String NODES = "nodes";

    static String ofQueue(UUID sender) {
        return sender + " " + QUEUE;
    }

    /** As few messages as hold all names. */
    static List<String> ofNodes(UUID sender, Set<String> names) {
        String start = sender + " " + NODES;
        List<String> messages = new ArrayList<>();
        StringBuilder message = new StringBuilder(start);
        int bytes = start.length();
        for (String name : names) {
            int more = 1 + name.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + more > MAX_BYTES) {
                messages.add(message.toString());
                message = new StringBuilder(start);
                bytes = start.length();
            }
            message.append(' ').append(name);
            bytes += more;
        }
        messages.add(message.toString());
        return messages;
    }

    /** Empty for what a newer version may say and this one does not know. */
    static Optional<WakeMessage> parse(String payload) {
        String[] words = payload.split(" ");
        try {
            if (words.length == 2 && words[1].equals(QUEUE)) {
                return Optional.of(new WakeMessage(UUID.fromString(words[0]), Set.of()));
            }
            if (words.length > 2 && words[1].equals(NODES)) {
                return Optional.of(new WakeMessage(
                        UUID.fromString(words[0]), new TreeSet<>(List.of(words).subList(2, words.length))));
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
