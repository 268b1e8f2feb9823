package io.sluice.dispatch.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.NodeName;
import io.sluice.dispatch.assignment.PlacementPolicy.Node;
import io.sluice.dispatch.assignment.PlacementPolicy.Placement;
import io.sluice.dispatch.assignment.PlacementPolicy.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PlacementPolicyTest {
    private static final Set<String> RUN_BY_ALL = Set.of("exec", "noop");

    @Example
    void tasksGoToTheIdleNodeBeforeAnotherFillsUp() {
        assertThat(placed(List.of(node("a", 5, 3), node("b", 5, 0)), tasks(4))).isEqualTo("b b b a");
    }

    @Example
    void equalNodesTakeTurnsByName() {
        assertThat(placed(List.of(node("b", 2, 0), node("a", 2, 0)), tasks(4))).isEqualTo("a b a b");
    }

    @Example
    void nodesFillUpByTheShareOfTheirCap() {
        assertThat(placed(List.of(node("large", 4, 0), node("small", 2, 0)), tasks(6)))
                .isEqualTo("large small large large small large");
    }

    @Example
    void aSmallIdleNodeComesBeforeALargeOneThatIsNot() {
        assertThat(placed(List.of(node("large", 100, 1), node("small", 1, 0)), tasks(2)))
                .isEqualTo("small large");
    }

    @Example
    void aNodeAboveItsLoweredCapGetsNothing() {
        assertThat(placed(List.of(node("lowered", 2, 5), node("other", 1, 0)), tasks(3)))
                .isEqualTo("other - -");
    }

    @Example
    void aTaskThatFindsNoSlotHoldsUpNoOther() {
        List<Waiting> queue = List.of(task("gpu"), task("gpu"), task(""));

        assertThat(placed(List.of(node("plain", 5, 0), labeled("fast", 1, "gpu")), queue))
                .isEqualTo("fast - plain");
    }

    @Example
    void theEarlierTaskGetsTheLastSlot() {
        assertThat(placed(List.of(labeled("fast", 1, "gpu")), List.of(task(""), task("gpu"))))
                .isEqualTo("fast -");
    }

    @Example
    void aNodeNeedsEveryLabelOfTheSelector() {
        Waiting both = new Waiting(UUID.randomUUID(), "exec", Map.of("gpu", "yes", "zone", "a"));

        assertThat(placed(List.of(labeled("half", 1, "gpu")), List.of(both))).isEqualTo("-");
    }

    @Example
    void theSameLabelOfAnotherValueIsNoMatch() {
        assertThat(PlacementPolicy.matches(Map.of("zone", "a"), Map.of("zone", "b")))
                .isFalse();
    }

    @Example
    void aTaskGoesOnlyToANodeThatRunsItsType() {
        Node brings = new Node(new NodeName("brings"), new Epoch(1), Set.of("exec", "foo"), Map.of(), 1, 0);
        Waiting foo = new Waiting(UUID.randomUUID(), "foo", Map.of());
        Waiting another = new Waiting(UUID.randomUUID(), "foo", Map.of());

        assertThat(placed(List.of(node("plain", 5, 0), brings), List.of(foo, another, task(""))))
                .isEqualTo("brings - plain");
        assertThat(placed(List.of(node("plain", 5, 0)), List.of(foo, task("")))).isEqualTo("- plain");
    }

    @Example
    void noNodesAndNoTasksPlaceNothing() {
        assertThat(PlacementPolicy.place(List.of(), tasks(3))).isEmpty();
        assertThat(PlacementPolicy.place(List.of(node("a", 5, 0)), List.of())).isEmpty();
    }

    @Property
    void noNodeIsEverAboveItsCap(@ForAll("fleets") List<Node> nodes, @ForAll("queues") List<Waiting> queue) {
        Map<NodeName, Integer> taken = taken(PlacementPolicy.place(nodes, queue));

        assertThat(nodes)
                .allSatisfy(
                        node -> assertThat(taken.getOrDefault(node.name(), 0)).isLessThanOrEqualTo(node.slots()));
    }

    @Property
    void everyTaskIsPlacedAtMostOnceAndOnAMatchingNodeUnderItsEpoch(
            @ForAll("fleets") List<Node> nodes, @ForAll("queues") List<Waiting> queue) {
        List<Placement> placements = PlacementPolicy.place(nodes, queue);

        assertThat(placements).extracting(Placement::taskId).doesNotHaveDuplicates();
        assertThat(placements).allSatisfy(placement -> {
            Node node = named(nodes, placement.node());
            Waiting task = waiting(queue, placement.taskId());
            assertThat(PlacementPolicy.matches(node.labels(), task.selector())).isTrue();
            assertThat(node.types()).contains(task.type());
            assertThat(placement.epoch()).isEqualTo(node.epoch());
        });
    }

    @Property
    void placementsKeepTheOrderOfTheQueue(@ForAll("fleets") List<Node> nodes, @ForAll("queues") List<Waiting> queue) {
        List<UUID> placed = PlacementPolicy.place(nodes, queue).stream()
                .map(Placement::taskId)
                .toList();

        assertThat(queue.stream().map(Waiting::taskId).filter(placed::contains).toList())
                .isEqualTo(placed);
    }

    @Property
    void noTaskIsPassedOverWhileANodeThatMatchesHasRoom(
            @ForAll("fleets") List<Node> nodes, @ForAll("queues") List<Waiting> queue) {
        List<Placement> placements = PlacementPolicy.place(nodes, queue);
        Map<NodeName, Integer> taken = taken(placements);

        for (Waiting task : queue) {
            boolean isPlaced =
                    placements.stream().anyMatch(placement -> placement.taskId().equals(task.taskId()));
            boolean hasRoom = nodes.stream()
                    .filter(node -> PlacementPolicy.matches(node.labels(), task.selector()))
                    .filter(node -> node.types().contains(task.type()))
                    .anyMatch(node -> taken.getOrDefault(node.name(), 0) < node.slots());
            assertThat(isPlaced || !hasRoom).isTrue();
        }
    }

    @Property
    void equalNodesDifferByAtMostOne(@ForAll("sizes") int nodes, @ForAll("sizes") int tasks) {
        List<Node> fleet = IntStream.range(0, nodes)
                .mapToObj(i -> node("n-" + i, 1_000, 0))
                .toList();

        Map<NodeName, Integer> taken = taken(PlacementPolicy.place(fleet, tasks(tasks)));

        int most = fleet.stream()
                .mapToInt(node -> taken.getOrDefault(node.name(), 0))
                .max()
                .orElseThrow();
        int fewest = fleet.stream()
                .mapToInt(node -> taken.getOrDefault(node.name(), 0))
                .min()
                .orElseThrow();
        assertThat(most - fewest).isLessThanOrEqualTo(1);
    }

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.integers().between(1, 40);
    }

    @Provide
    Arbitrary<List<Node>> fleets() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(0, 8),
                        labels(),
                        types().set().ofMinSize(1),
                        Arbitraries.longs().between(1, 9))
                .as((cap, live, labels, types, epoch) ->
                        new Node(new NodeName("n"), new Epoch(epoch), types, labels, cap, live))
                .list()
                .ofMaxSize(8)
                .map(nodes -> {
                    List<Node> named = new ArrayList<>();
                    for (Node node : nodes) {
                        named.add(new Node(
                                new NodeName("n-" + named.size()),
                                node.epoch(),
                                node.types(),
                                node.labels(),
                                node.taskCap(),
                                node.live()));
                    }
                    return named;
                });
    }

    @Provide
    Arbitrary<List<Waiting>> queues() {
        return Combinators.combine(types(), labels())
                .as((type, selector) -> new Waiting(UUID.randomUUID(), type, selector))
                .list()
                .ofMaxSize(40);
    }

    private static Arbitrary<String> types() {
        return Arbitraries.of("exec", "noop", "foo");
    }

    private static Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(Arbitraries.of("zone", "gpu"), Arbitraries.of("a", "b"))
                .ofMaxSize(2);
    }

    private static Map<NodeName, Integer> taken(List<Placement> placements) {
        Map<NodeName, Integer> taken = new HashMap<>();
        placements.forEach(placement -> taken.merge(placement.node(), 1, Integer::sum));
        return taken;
    }

    private static Node named(List<Node> nodes, NodeName name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Waiting waiting(List<Waiting> queue, UUID task) {
        return queue.stream()
                .filter(waiting -> waiting.taskId().equals(task))
                .findFirst()
                .orElseThrow();
    }

    private static Node node(String name, int cap, int live) {
        return new Node(new NodeName(name), new Epoch(1), RUN_BY_ALL, Map.of(), cap, live);
    }

    private static Node labeled(String name, int cap, String label) {
        return new Node(new NodeName(name), new Epoch(1), RUN_BY_ALL, Map.of(label, "yes"), cap, 0);
    }

    private static Waiting task(String label) {
        return new Waiting(UUID.randomUUID(), "exec", label.isEmpty() ? Map.of() : Map.of(label, "yes"));
    }

    private static List<Waiting> tasks(int count) {
        return IntStream.range(0, count).mapToObj(i -> task("")).toList();
    }

    /** The node of each task in turn, {@code -} for none. */
    private static String placed(List<Node> nodes, List<Waiting> queue) {
        Map<UUID, String> byTask = PlacementPolicy.place(nodes, queue).stream()
                .collect(Collectors.toMap(
                        Placement::taskId, placement -> placement.node().value()));
        return queue.stream()
                .map(task -> byTask.getOrDefault(task.taskId(), "-"))
                .collect(Collectors.joining(" "));
    }
}
