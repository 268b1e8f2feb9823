package io.sluice.dispatch.wake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WakeMessageTest {
    private static final UUID SENDER = UUID.randomUUID();

    @Test
    void aMessageSaysWhoChangedTheQueue() {
        assertThat(WakeMessage.parse(WakeMessage.ofQueue(SENDER))).contains(new WakeMessage(SENDER, Set.of()));
    }

    @Test
    void aMessageNamesNodes() {
        assertThat(WakeMessage.ofNodes(SENDER, Set.of("n-1")))
                .singleElement()
                .satisfies(message ->
                        assertThat(WakeMessage.parse(message)).contains(new WakeMessage(SENDER, Set.of("n-1"))));
    }

    @Test
    void manyNodesAreSeveralMessagesOfAFittingSize() {
        Set<String> names = IntStream.range(0, 1_000)
                .mapToObj(i -> "n-" + i + "x".repeat(50))
                .collect(Collectors.toCollection(TreeSet::new));

        var messages = WakeMessage.ofNodes(SENDER, names);

        assertThat(messages)
                .hasSizeGreaterThan(1)
                .allSatisfy(message -> assertThat(message.length()).isLessThan(8_000));
        Set<String> told = new TreeSet<>();
        messages.forEach(
                message -> told.addAll(WakeMessage.parse(message).orElseThrow().nodes()));
        assertThat(told).isEqualTo(names);
    }

    @Test
    void whatIsNotUnderstoodIsPassedOver() {
        assertThat(WakeMessage.parse("")).isEmpty();
        assertThat(WakeMessage.parse("nobody queue")).isEmpty();
        assertThat(WakeMessage.parse(SENDER + " nodes")).isEmpty();
        assertThat(WakeMessage.parse(SENDER + " of-a-newer-version x")).isEmpty();
    }
}
