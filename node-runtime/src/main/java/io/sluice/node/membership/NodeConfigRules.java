package io.sluice.node.membership;

import io.sluice.contracts.node.LabelKey;
import io.sluice.contracts.node.Labels;
import io.sluice.contracts.node.NodeName;
import io.sluice.contracts.node.Place;
import io.sluice.contracts.node.TaskCap;
import io.sluice.node.link.JoinToken;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What must hold between the settings of a node. */
final class NodeConfigRules {
    /** The host is one more. */
    private static final int MAX_PLACES = Place.MAX_COUNT - 1;

    private NodeConfigRules() {}

    /** Every violation, each naming its settings and the remedy; empty when the node may start. */
    public static List<String> violations(NodeConfig config) {
        List<String> found = new ArrayList<>();
        if (!config.enabled()) {
            return found;
        }
        name(config, found);
        if (!TaskCap.isValid(config.taskCap())) {
            found.add("sluice.node.task-cap is " + config.taskCap() + "; it must be " + TaskCap.RANGE);
        }
        labels(config.labels(), found);
        place(config, found);
        addresses("sluice.node.registry-urls", config.registryUrls(), found);
        addresses("sluice.node.dispatch-urls", config.dispatchUrls(), found);
        token(config, found);
        folders(config, found);
        times(config, found);
        workDir(config, found);
        if (config.logLimit().asLongValue() < 0) {
            found.add("sluice.node.log-limit must not be negative");
        }
        return found;
    }

    private static void workDir(NodeConfig config, List<String> found) {
        if (config.taskCap() > 0 && config.workDir().startsWith("?")) {
            found.add("sluice.node.work-dir is not set, and this user has no home directory for the default; set it");
        }
        if (config.minFreeSpace().asLongValue() < 0) {
            found.add("sluice.node.min-free-space must not be negative");
        }
        if (config.minFreeInodes() < 0) {
            found.add("sluice.node.min-free-inodes must not be negative");
        }
    }

    private static void name(NodeConfig config, List<String> found) {
        String name = HostName.nodeName(config.name());
        if (!name.matches(NodeName.PATTERN)) {
            found.add("sluice.node.name" + (config.name().isPresent() ? "" : " (taken from the host)") + " is '" + name
                    + "'; it must have " + NodeName.RULE);
        }
    }

    private static void labels(Map<String, String> labels, List<String> found) {
        if (labels.size() > Labels.MAX_COUNT) {
            found.add("sluice.node.labels has " + labels.size() + " entries; at most " + Labels.MAX_COUNT);
        }
        labels.forEach((key, value) -> {
            if (!LabelKey.isValid(key)) {
                found.add("sluice.node.labels." + key + ": " + LabelKey.RULE);
            } else if (value.length() > Labels.MAX_VALUE_LENGTH) {
                found.add("sluice.node.labels." + key + ": values have at most " + Labels.MAX_VALUE_LENGTH
                        + " characters");
            }
        });
    }

    private static void place(NodeConfig config, List<String> found) {
        Map<String, String> place = new TreeMap<>();
        config.place().forEach((key, value) -> place.put(key, value.orElse("")));
        if (place.size() > MAX_PLACES) {
            found.add("sluice.node.place has " + place.size() + " entries; at most " + MAX_PLACES);
        }
        place.forEach((key, value) -> {
            if (key.isBlank() || key.length() > Place.MAX_KEY_LENGTH || value.length() > Place.MAX_VALUE_LENGTH) {
                found.add("sluice.node.place." + key + ": names have 1 to " + Place.MAX_KEY_LENGTH
                        + " characters, values at most " + Place.MAX_VALUE_LENGTH);
            }
        });
    }

    private static void addresses(String setting, Optional<List<URI>> addresses, List<String> found) {
        List<URI> given = addresses.orElse(List.of());
        if (given.isEmpty()) {
            found.add(setting + " is not set; give the address of the service or of a gateway,"
                    + " such as http://sluice-gateway:8080");
        }
        for (URI address : given) {
            boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (!http || address.getHost() == null) {
                found.add(setting + " holds '" + address + "', which is no address such as http://sluice-gateway:8080");
            }
        }
    }

    private static void token(NodeConfig config, List<String> found) {
        Optional<Path> file = config.joinTokenFile();
        if (config.joinToken().filter(token -> !token.isBlank()).isPresent()) {
            found.add("sluice.node.join-token (SLUICE_NODE_JOIN_TOKEN) is not taken: whoever sees the command line or"
                    + " the environment sees the token; put it in a file and name that in"
                    + " sluice.node.join-token-file, or give - there and the token on standard input");
        } else if (file.isEmpty()) {
            found.add(
                    "a node does not start without a join token: set sluice.node.join-token-file to the file that holds"
                            + " it, or to - for standard input (sluice.auth.join-token is not taken for it)");
        } else if (!file.get().equals(JoinToken.STANDARD_INPUT) && !Files.isReadable(file.get())) {
            found.add("sluice.node.join-token-file names " + file.get() + ", which can't be read");
        }
    }

    /** What a task may do in its own folder must not reach the node's secret. */
    private static void folders(NodeConfig config, List<String> found) {
        if (config.dataDir().startsWith("?")) {
            found.add("sluice.node.data-dir is not set, and this user has no home directory for the default; set it");
        }
        Path data = config.dataDir().toAbsolutePath().normalize();
        Path work = config.workDir().toAbsolutePath().normalize();
        if (data.startsWith(work)) {
            found.add("sluice.node.data-dir (" + data + ") lies in sluice.node.work-dir (" + work
                    + "), where tasks work; give it a folder of its own");
        }
    }

    private static void times(NodeConfig config, List<String> found) {
        positive("sluice.node.heartbeat-interval", config.heartbeatInterval(), found);
        positive("sluice.node.self-stop", config.selfStop(), found);
        positive("sluice.node.reconnect-window", config.reconnectWindow(), found);
        positive("sluice.node.kill-grace", config.killGrace(), found);
        if (config.shutdownWait().isNegative()) {
            found.add("sluice.node.shutdown-wait must not be negative");
        }
        if (config.outputWait().isNegative()) {
            found.add("sluice.node.output-wait must not be negative");
        }
        if (config.heartbeatInterval().multipliedBy(3).compareTo(config.selfStop()) > 0) {
            found.add("sluice.node.heartbeat-interval (" + text(config.heartbeatInterval())
                    + ") times 3 is more than sluice.node.self-stop (" + text(config.selfStop())
                    + "): two lost renewals would end exclusive attempts");
        }
        if (config.selfStop().plus(config.killGrace()).compareTo(config.lostAfter()) >= 0) {
            found.add("sluice.node.self-stop (" + text(config.selfStop()) + ") plus sluice.node.kill-grace ("
                    + text(config.killGrace()) + ") is not less than sluice.dispatch.lost-after ("
                    + text(config.lostAfter()) + "): an exclusive task could run twice at once");
        }
        if (config.selfStop().compareTo(config.reconnectWindow()) > 0) {
            found.add("sluice.node.self-stop (" + text(config.selfStop())
                    + ") is more than sluice.node.reconnect-window (" + text(config.reconnectWindow()) + ")");
        }
    }

    private static void positive(String setting, Duration value, List<String> found) {
        if (value.isZero() || value.isNegative()) {
            found.add(setting + " must be above zero");
        }
    }

    private static String text(Duration value) {
        return value.toMillis() % 1000 == 0 ? value.toSeconds() + "s" : value.toMillis() + "ms";
    }
}
