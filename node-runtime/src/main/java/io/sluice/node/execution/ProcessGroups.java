package io.sluice.node.execution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Signals to process groups. The kernel looks at a whole group in one step, in which none of its processes forks: that is
 * what no list can tell. Java can't send such a signal, and a shell can: one shell beside the node, made when it is first
 * needed, that does as it reads. It ends with its pipe, and so with the node. When it does not answer it is replaced.
 */
final class ProcessGroups implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ProcessGroups.class);
    private static final long ANSWER_SECONDS = 2;

    /** What the shell's kill says in the language C, whichever shell it is, when a group has no process. */
    private static final String NONE = "No such process";

    /** Reads a number to answer with, a signal and a group a line. What kill says comes before the answer. */
    private static final String SCRIPT = """
            trap '' TERM INT HUP
            while read -r number signal group; do
              kill -s "$signal" -- "-$group" 2>&1
              echo "= $number"
            done
            """;

    private final Optional<Path> shell = Program.SHELL;
    private final Optional<Path> setsid;
    private final Map<Long, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();
    private @Nullable Process process;
    private long asked;

    ProcessGroups(Optional<Path> setsid) {
        this.setsid = setsid;
    }

    /** Whether it is sure that no process is left in the group: none that lives, and none that waits to be noticed as ended. */
    boolean isGone(long group) {
        return ask("0", group).contains(NONE);
    }

    /** Kills every process of the group, in one step. */
    void kill(long group) {
        ask("KILL", group);
    }

    /** Ends the shell. */
    @Override
    public synchronized void close() {
        if (process != null) {
            ExecRunner.closeQuietly(process.getOutputStream());
            process = null;
        }
    }

    /** What kill said, once it has done it; nothing when there is no answer. */
    private String ask(String signal, long group) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Process asking;
        long number;
        synchronized (this) {
            number = ++asked;
            waiting.put(number, answer);
            try {
                asking = process();
                if (asking == null) {
                    waiting.remove(number);
                    return "";
                }
                OutputStream in = asking.getOutputStream();
                in.write((number + " " + signal + " " + group + "\n").getBytes(StandardCharsets.US_ASCII));
                in.flush();
            } catch (IOException | OutOfMemoryError e) {
                waiting.remove(number);
                LOG.debugf("process group %d can't be sent a signal: %s", group, e.toString());
                return "";
            }
        }
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.debugf("process group %d: the shell that sends signals does not answer", group);
            asking.destroyForcibly();
        } catch (ExecutionException e) {
            LOG.debugf("process group %d: %s", group, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.remove(number);
        }
        return "";
    }

    private @Nullable Process process() throws IOException {
        if (shell.isEmpty() || (process != null && process.isAlive())) {
            return process;
        }
        Process started =
                Program.beside(shell.get(), setsid, SCRIPT, "sluice-groups").start();
        ExecRunner.daemon("sluice-groups", () -> listen(started));
        process = started;
        return started;
    }

    private void listen(Process started) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("= ")) {
                    said.append(line).append('\n');
                    continue;
                }
                CompletableFuture<String> answer = waiting.remove(Long.parseLong(line.substring(2)));
                if (answer != null) {
                    answer.complete(said.toString());
                }
                said.setLength(0);
            }
        } catch (IOException e) {
            LOG.debugf("the shell that sends signals to process groups is gone: %s", e.getMessage());
        }
    }
}
