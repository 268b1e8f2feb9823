package io.sluice.faults;

import io.sluice.faults.Link.Direction;
import io.sluice.faults.Link.Weather;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The ways between the processes of a cluster: nodes and gateways to the services, the registry to task dispatch, services
 * to their database. Kafka's clients connect to the addresses that the broker tells them, and are not in it.
 */
final class Network implements AutoCloseable {
    private static final String DATABASE = "postgres";

    private final ToIntFunction<String> ports;
    private final Map<String, Map<String, Link>> links = new LinkedHashMap<>();

    /** @param ports of a process by its name; asked when somebody connects */
    Network(ToIntFunction<String> ports) {
        this.ports = ports;
    }

    /** How an agent finds the services. */
    Map<String, String> ofAgent(String name) {
        return Map.of(
                "sluice.node.registry-urls", urls(name, "registry"),
                "sluice.node.dispatch-urls", urls(name, "dispatch"));
    }

    /** How a gateway finds the services, as a gateway and as a node. */
    Map<String, String> ofGateway(String name) {
        return Map.of(
                "sluice.node.registry-urls", urls(name, "registry"),
                "sluice.node.dispatch-urls", urls(name, "dispatch"),
                "sluice.gateway.registry-urls", urls(name, "registry"),
                "sluice.gateway.dispatch-urls", urls(name, "dispatch"));
    }

    /** How a replica of the registry finds task dispatch and its database. */
    Map<String, String> ofRegistry(String name) {
        return Map.of(
                "sluice.registry.dispatch-urls",
                urls(name, "dispatch"),
                "quarkus.datasource.reactive.url",
                databaseUrl(name, "sluice_registry"));
    }

    /** How a replica of task dispatch finds its database. */
    Map<String, String> ofDispatch(String name) {
        return Map.of("quarkus.datasource.reactive.url", databaseUrl(name, "sluice_dispatch"));
    }

    /** Everything that goes out of this process, but what goes to a database. */
    List<Link> toServices(String from) {
        return links.getOrDefault(from, Map.of()).entrySet().stream()
                .filter(link -> !link.getKey().equals(DATABASE))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What goes from this process to its database. */
    List<Link> toDatabase(String from) {
        return links.getOrDefault(from, Map.of()).entrySet().stream()
                .filter(link -> link.getKey().equals(DATABASE))
                .map(Map.Entry::getValue)
                .toList();
    }

    static void set(List<Link> links, Weather weather) {
        links.forEach(link -> link.set(weather));
    }

    static void set(List<Link> links, Direction direction, Weather weather) {
        links.forEach(link -> link.set(direction, weather));
    }

    /** Everything passes again. */
    void clear() {
        all().forEach(link -> link.set(Weather.CLEAR));
    }

    @Override
    public void close() {
        all().forEach(Link::close);
    }

    private List<Link> all() {
        List<Link> all = new ArrayList<>();
        links.values().forEach(ofProcess -> all.addAll(ofProcess.values()));
        return all;
    }

    private String urls(String from, String role) {
        return List.of(role + "-1", role + "-2").stream()
                .map(to -> "http://127.0.0.1:" + link(from, to).port())
                .collect(Collectors.joining(","));
    }

    private String databaseUrl(String from, String database) {
        return "postgresql://127.0.0.1:" + link(from, DATABASE).port() + "/" + database;
    }

    private Link link(String from, String to) {
        return links.computeIfAbsent(from, name -> new LinkedHashMap<>())
                .computeIfAbsent(to, name -> new Link(from + " to " + to, () -> ports.applyAsInt(to)));
    }
}
