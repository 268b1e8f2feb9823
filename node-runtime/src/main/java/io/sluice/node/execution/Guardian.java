package io.sluice.node.execution;

import io.sluice.contracts.task.Guarantee;
import io.sluice.node.time.Moment;
import io.sluice.node.time.NodeClock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A small shell beside the node that acts when the node can't. When the node's process is gone, however it went, the
 * shell kills what its attempts have left running. When the node's process is frozen, the shell kills its
 * {@code exclusive} attempts as soon as the time is up in which the node itself would have ended them: each
 * acknowledged renewal winds that clock up again. It waits at the end of a pipe that only the node holds open, and
 * costs nothing meanwhile. Linux alone; elsewhere, or without a shell, there is none, and orphans run until the node's
 * next start.
 */
final class Guardian implements AutoCloseable {
    /** The variable that tells an attempt its guarantee, and the guardian whom to kill. */
    static final String GUARANTEE = "SLUICE_GUARANTEE";

    private static final Logger LOG = Logger.getLogger(Guardian.class);

    /** Reads seconds, one number a line: then exclusive attempts die, unless another line comes; 0 is never. */
    private static final String SCRIPT = """
            trap '' TERM INT HUP
            all() { grep -ls "$1" /proc/[0-9]*/environ | cut -d/ -f3; }
            exclusive() {
              for pid in $(all "$1"); do
                grep -qs 'SLUICE_GUARANTEE=exclusive' "/proc/$pid/environ" && echo "$pid"
              done
            }
            end() {
              round=0
              while [ "$round" -lt 100 ]; do
                left=$("$1" "$2")
                [ -z "$left" ] && return
                kill -KILL $left 2>/dev/null
                sleep 0.1
                round=$((round + 1))
              done
            }
            clock=
            while read -r seconds; do
              [ -n "$clock" ] && kill -USR1 "$clock" 2>/dev/null
              clock=
              if [ "$seconds" -gt 0 ]; then
                (
                  trap 'kill "$nap"; exit' USR1
                  sleep "$seconds" &
                  nap=$!
                  wait "$nap" && end exclusive "$1"
                ) </dev/null &
                clock=$!
              fi
            done
            [ -n "$clock" ] && kill -USR1 "$clock" 2>/dev/null
            end all "$1"
            """;

    private final UUID incarnation;
    private final Optional<Path> shell = Program.SHELL;
    private final Optional<Path> setsid;
    private final Duration exclusiveLife;
    private final LeaseWatch lease;
    private final NodeClock clock;
    private int exclusives;
    private @Nullable Process process;

    /**
     * @param exclusiveLife from the sending of the last acknowledged renewal until exclusive attempts must be gone
     */
    Guardian(UUID incarnation, Optional<Path> setsid, Duration exclusiveLife, LeaseWatch lease, NodeClock clock) {
        this.incarnation = incarnation;
        this.setsid = setsid;
        this.exclusiveLife = exclusiveLife;
        this.lease = lease;
        this.clock = clock;
        lease.onRenewal(this::windUp);
    }

    /** An attempt begins. That there can be no guardian is no reason not to run it. */
    synchronized void begins(Guarantee guarantee) {
        watch();
        if (guarantee == Guarantee.EXCLUSIVE) {
            exclusives++;
            windUp();
        }
    }

    /** An attempt has ended, processes and all. */
    synchronized void ends(Guarantee guarantee) {
        if (guarantee == Guarantee.EXCLUSIVE) {
            exclusives--;
            if (exclusives == 0) {
                say(0);
            }
        }
    }

    /** Lets go of the pipe: the guardian kills what is left, which is nothing after an orderly end, and ends. */
    @Override
    public synchronized void close() {
        if (process != null) {
            try {
                process.getOutputStream().close();
            } catch (IOException alreadyGone) {
                LOG.debugf("the guardian is gone: %s", alreadyGone.getMessage());
            }
        }
    }

    private synchronized void windUp() {
        if (exclusives > 0) {
            Moment now = clock.now();
            Moment renewed = lease.renewalSent();
            Duration left = renewed == null ? exclusiveLife : exclusiveLife.minus(renewed.ageAt(now));
            say(Math.max(1, left.toSeconds()));
        }
    }

    private void say(long seconds) {
        if (process == null) {
            return;
        }
        try {
            OutputStream pipe = process.getOutputStream();
            pipe.write((seconds + "\n").getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            LOG.warnf(
                    "the guardian of this node's processes is gone (%s); the next attempt starts another",
                    e.getMessage());
        }
    }

    private void watch() {
        if (!ProcFs.isAvailable() || shell.isEmpty() || (process != null && process.isAlive())) {
            return;
        }
        ProcessBuilder builder = Program.beside(
                        shell.get(), setsid, SCRIPT, "sluice-guardian", WorkDirs.INCARNATION + "=" + incarnation)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            process = builder.start();
        } catch (IOException e) {
            LOG.warnf("no guardian of this node's processes: %s; if the node is killed they run on", e.getMessage());
        }
    }
}
