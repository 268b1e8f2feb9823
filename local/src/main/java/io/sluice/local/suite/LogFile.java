package io.sluice.local.suite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The log of one process, which the process itself appends to. It is kept below a bound by moving its text to a second file
 * and cutting it: lines written in that moment may be lost.
 */
record LogFile(Path path) {
    private static final long MAX_BYTES = 10L << 20;
    private static final int TAIL_BYTES = 16 << 10;

    long length() {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    void keepBelowBound() {
        keepBelow(MAX_BYTES);
    }

    void keepBelow(long longestBytes) {
        if (length() <= longestBytes) {
            return;
        }
        try {
            Files.copy(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
        } catch (IOException e) {
            // A full disk, most likely. The log is cut all the same at the next look, when there is room.
            return;
        }
    }

    /** The last lines that were written after this place, blank ones left out. */
    List<String> lastLines(long after, int most) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long end = channel.size();
            long begin = Math.max(Math.min(after, end), end - TAIL_BYTES);
            byte[] tail = new byte[Math.toIntExact(end - begin)];
            channel.position(begin);
            int read = java.nio.channels.Channels.newInputStream(channel).readNBytes(tail, 0, tail.length);
            List<String> lines = new String(tail, 0, read, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.subList(Math.max(0, lines.size() - most), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}
