package io.sluice.node.execution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A small shell beside the node that outlives it: when the node's process is gone, however it went, the shell kills
 * what the node's attempts have left running, for another node may soon have their tasks. It waits at the end of a
 * pipe that only the node holds open, and costs nothing while it does. Linux alone; elsewhere, or without a shell,
 * there is none, and orphans run until the node's next start.
 */
final class Guardian {
    private static final Logger LOG = Logger.getLogger(Guardian.class);
    private static final String SCRIPT = """
            trap '' TERM INT HUP
            while read -r line; do :; done
            round=0
            while [ "$round" -lt 100 ]; do
              orphans=$(grep -ls "$1" /proc/[0-9]*/environ | cut -d/ -f3)
              [ -z "$orphans" ] && exit 0
              kill -KILL $orphans 2>/dev/null
              sleep 0.1
              round=$((round + 1))
            done
            """;

    private final UUID incarnation;
    private final Optional<Path> shell = Program.find("sh");
    private final Optional<Path> setsid;
    private @Nullable Process process;

    Guardian(UUID incarnation, Optional<Path> setsid) {
        this.incarnation = incarnation;
        this.setsid = setsid;
    }

    /** Sees to it that there is one. That there can be none is no reason not to run a task. */
    synchronized void watch() {
        if (!ProcFs.isAvailable() || shell.isEmpty() || (process != null && process.isAlive())) {
            return;
        }
        List<String> command = new ArrayList<>();
        setsid.ifPresent(path -> command.add(path.toString()));
        command.addAll(List.of(
                shell.get().toString(), "-c", SCRIPT, "sluice-guardian", WorkDirs.INCARNATION + "=" + incarnation));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH"));
        try {
            process = builder.start();
        } catch (IOException e) {
            LOG.warnf("no guardian of this node's processes: %s; if the node is killed they run on", e.getMessage());
        }
    }
}
