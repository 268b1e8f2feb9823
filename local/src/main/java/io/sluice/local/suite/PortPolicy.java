package io.sluice.local.suite;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

/** Which port each process gets. */
final class PortPolicy {
    private PortPolicy() {}

    /** A requested port that somebody else listens on. */
    record Taken(String name, int port) {}

    /** Either every name has a port, or some requested ports are taken. */
    record Plan(Map<String, Integer> ports, List<Taken> taken) {}

    /**
     * A requested port is had or reported. The others keep the port that they had when it is still free, so that a restarted
     * process is found where it was, else they get a new one. No port is given twice.
     *
     * @param names all that need a port
     * @param requested ports that the user chose
     * @param remembered ports of an earlier run
     * @param isFree whether this machine could listen on it now
     * @param next a free port, another at each call
     */
    static Plan plan(
            List<String> names,
            Map<String, Integer> requested,
            Map<String, Integer> remembered,
            IntPredicate isFree,
            IntSupplier next) {
        List<Taken> taken = names.stream()
                .filter(requested::containsKey)
                .map(name -> new Taken(name, requested.getOrDefault(name, 0)))
                .filter(request -> !isFree.test(request.port()))
                .toList();
        Set<Integer> given = new HashSet<>(requested.values());
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String name : names) {
            Integer port = requested.get(name);
            if (port == null) {
                port = remembered.get(name);
                if (port == null || given.contains(port) || !isFree.test(port)) {
                    port = unused(given, next);
                }
                given.add(port);
            }
            ports.put(name, port);
        }
        return new Plan(ports, taken);
    }

    private static int unused(Set<Integer> given, IntSupplier next) {
        int port = next.getAsInt();
        while (given.contains(port)) {
            port = next.getAsInt();
        }
        return port;
    }
}
