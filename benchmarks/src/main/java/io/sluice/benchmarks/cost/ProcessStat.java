package io.sluice.benchmarks.cost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One process as {@code /proc/PID/stat} tells of it. Linux alone has it.
 *
 * @param ownTicks CPU time of its threads, ended ones included
 * @param reapedTicks CPU time of its children that have ended, and theirs
 * @param startTick when it was started, counted from the machine's boot
 */
record ProcessStat(long pid, long parent, long ownTicks, long reapedTicks, long startTick) {
    /** Ticks of a second in all that the kernel shows to programs, whatever its own timer does. */
    static final double TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");

    /** All processes of this machine by number. One may be gone a moment later. */
    static Map<Long, ProcessStat> all() {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .flatMap(name -> read(Long.parseLong(name)).stream())
                    .collect(Collectors.toMap(ProcessStat::pid, Function.identity()));
        } catch (IOException e) {
            throw new UncheckedIOException("Processes are measured by /proc, which Linux alone has", e);
        }
    }

    /** The process of this number, unless it is gone. */
    static Optional<ProcessStat> read(long pid) {
        try {
            return Optional.of(parsed(Files.readString(PROC.resolve(pid + "/stat"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The program's name stands in parentheses and may hold anything, parentheses too. */
    static ProcessStat parsed(String line) {
        long pid = Long.parseLong(line.substring(0, line.indexOf(' ')));
        // From the state on, which proc(5) counts as field 3.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).strip().split(" ");
        return new ProcessStat(
                pid,
                Long.parseLong(fields[1]),
                Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                Long.parseLong(fields[13]) + Long.parseLong(fields[14]),
                Long.parseLong(fields[19]));
    }
}
