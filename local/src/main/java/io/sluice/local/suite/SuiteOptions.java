package io.sluice.local.suite;

import io.sluice.contracts.node.TaskCap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is wanted of a suite on this machine.
 *
 * @param projectRoot where the built services are
 * @param data where everything is kept that outlives a run; a folder of its own for each suite
 * @param counts how many processes of each service; a role that is missing has none
 * @param taskCap the most tasks at once on an agent
 * @param gatewayPort of the first gateway, the others follow; 0 takes free ports
 * @param start whether what an earlier run left is kept
 * @param nodeWait how long a stopping node waits for its tasks
 * @param settings further settings by role, as properties, over those made here
 * @param own what single processes get besides, by their name, over the settings of their role
 * @param archives whether class archives are used or prepared
 */
public record SuiteOptions(
        Path projectRoot,
        Path data,
        Map<Role, Integer> counts,
        int taskCap,
        int gatewayPort,
        Start start,
        Duration nodeWait,
        Map<Role, Map<String, String>> settings,
        Map<String, Own> own,
        Archives archives) {

    /**
     * What one process gets for itself.
     *
     * @param settings as properties
     * @param environment variables
     */
    public record Own(Map<String, String> settings, Map<String, String> environment) {
        static final Own NOTHING = new Own(Map.of(), Map.of());

        /** Keeps copies. */
        public Own {
            settings = Map.copyOf(settings);
            environment = Map.copyOf(environment);
        }
    }

    /** What happens to the data of an earlier run. */
    public enum Start {
        /** Used further. */
        CONTINUE,
        /** Deleted first, tokens included. */
        FRESH
    }

    /** What the programs have to do with their {@link ClassArchive}s. */
    public enum Archives {
        /** Those that are there make the start quicker. */
        USED,
        /** None is used; the processes are started so that archives can be made of them. */
        RECORDED
    }

    private static final int MAX_PER_ROLE = 50;
    private static final int MAX_PORT = 65_535;

    /** Refuses what can't be, naming every part that is wrong. */
    public SuiteOptions {
        counts = Map.copyOf(counts);
        settings = Map.copyOf(settings);
        own = Map.copyOf(own);
        List<String> wrong = new ArrayList<>();
        for (Role role : List.of(Role.REGISTRY, Role.DISPATCH, Role.GATEWAY, Role.AGENT)) {
            int least = role == Role.AGENT ? 0 : 1;
            int count = counts.getOrDefault(role, 0);
            if (count < least || count > MAX_PER_ROLE) {
                wrong.add("the number of " + role.label() + " processes is " + least + " to " + MAX_PER_ROLE + ", not "
                        + count);
            }
        }
        if (!TaskCap.isValid(taskCap)) {
            wrong.add("the task cap is " + TaskCap.RANGE + ", not " + taskCap);
        }
        if (gatewayPort < 0 || gatewayPort + counts.getOrDefault(Role.GATEWAY, 0) - 1 > MAX_PORT) {
            wrong.add("the gateways' ports are 1 to " + MAX_PORT + "; " + gatewayPort + " with "
                    + counts.getOrDefault(Role.GATEWAY, 0) + " gateways is not");
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
    }

    /** The defaults: one of each service, two gateways from port 8080 up, two agents of cap 5. */
    public static SuiteOptions of(Path projectRoot, Path data) {
        Map<Role, Integer> counts = new EnumMap<>(Role.class);
        counts.put(Role.REGISTRY, 1);
        counts.put(Role.DISPATCH, 1);
        counts.put(Role.GATEWAY, 2);
        counts.put(Role.AGENT, 2);
        return new SuiteOptions(
                projectRoot.toAbsolutePath().normalize(),
                data.toAbsolutePath().normalize(),
                counts,
                5,
                8080,
                Start.CONTINUE,
                Duration.ofSeconds(7),
                Map.of(),
                Map.of(),
                Archives.USED);
    }

    /** So many of them. PostgreSQL and Kafka are always one. */
    public SuiteOptions with(Role role, int count) {
        Map<Role, Integer> changed = new EnumMap<>(Role.class);
        changed.putAll(counts);
        changed.put(role, count);
        return new SuiteOptions(
                projectRoot, data, changed, taskCap, gatewayPort, start, nodeWait, settings, own, archives);
    }

    /** Agents of this cap. */
    public SuiteOptions withTaskCap(int cap) {
        return new SuiteOptions(projectRoot, data, counts, cap, gatewayPort, start, nodeWait, settings, own, archives);
    }

    /** Gateways from this port up, or on free ports for 0. */
    public SuiteOptions withGatewayPort(int port) {
        return new SuiteOptions(projectRoot, data, counts, taskCap, port, start, nodeWait, settings, own, archives);
    }

    /** Whether earlier data is kept. */
    public SuiteOptions withStart(Start choice) {
        return new SuiteOptions(
                projectRoot, data, counts, taskCap, gatewayPort, choice, nodeWait, settings, own, archives);
    }

    /** Stopping nodes wait so long for their tasks; what takes longer than about 9 s is cut by {@link Suite#close}. */
    public SuiteOptions withNodeWait(Duration wait) {
        return new SuiteOptions(projectRoot, data, counts, taskCap, gatewayPort, start, wait, settings, own, archives);
    }

    /** One more setting for all processes of a role, such as {@code sluice.dispatch.lease} = {@code 10s}. */
    public SuiteOptions withSetting(Role role, String name, String value) {
        Map<Role, Map<String, String>> changed = new EnumMap<>(Role.class);
        changed.putAll(settings);
        Map<String, String> ofRole = new LinkedHashMap<>(settings.getOrDefault(role, Map.of()));
        ofRole.put(name, value);
        changed.put(role, Map.copyOf(ofRole));
        return new SuiteOptions(
                projectRoot, data, counts, taskCap, gatewayPort, start, nodeWait, changed, own, archives);
    }

    /** This for one process alone, such as {@code agent-1}. */
    public SuiteOptions withOwn(String process, Own ofProcess) {
        Map<String, Own> changed = new LinkedHashMap<>(own);
        changed.put(process, ofProcess);
        return new SuiteOptions(
                projectRoot, data, counts, taskCap, gatewayPort, start, nodeWait, settings, changed, archives);
    }

    /** The processes of this suite are there to make archives of. */
    SuiteOptions recordingArchives() {
        return new SuiteOptions(
                projectRoot, data, counts, taskCap, gatewayPort, start, nodeWait, settings, own, Archives.RECORDED);
    }

    Own own(String process) {
        return own.getOrDefault(process, Own.NOTHING);
    }

    int count(Role role) {
        return role.stage() == Role.Stage.BACKENDS ? 1 : counts.getOrDefault(role, 0);
    }

    /** The names of all processes, in the order of starting. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Role role : Role.values()) {
            for (int number = 1; number <= count(role); number++) {
                names.add(role.name(number));
            }
        }
        return names;
    }
}
