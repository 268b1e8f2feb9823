package io.sluice.node.execution;

import io.sluice.contracts.stream.AttemptRef;
import io.sluice.contracts.stream.Report;
import io.sluice.contracts.task.LogStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Turns the bytes of one attempt into numbered pieces of text, in the order in which they came: at once after a quiet
 * time, else gathered for 100 ms or up to 65536 characters. Past the limit everything is cut, and one last piece says
 * so. Characters are never split; what is no UTF-8, and NUL, which a text can't hold, become U+FFFD.
 */
final class OutputBuffer {
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final AttemptRef attempt;
    private final ReportSink sink;
    private final ScheduledExecutorService timer;
    private final long limitBytes;
    private final Map<LogStream, Decoding> decodings = new EnumMap<>(LogStream.class);
    private final Deque<Segment> pending = new ArrayDeque<>();
    private int pendingChars;
    private long takenBytes;
    private long seq;
    private long lastFlushNanos = System.nanoTime() - GATHER_NANOS;
    private boolean flushPlanned;
    private boolean cut;
    private boolean closed;

    OutputBuffer(AttemptRef attempt, ReportSink sink, ScheduledExecutorService timer, long limitBytes) {
        this.attempt = attempt;
        this.sink = sink;
        this.timer = timer;
        this.limitBytes = limitBytes;
    }

    /** Takes bytes; never waits. What comes after the limit or the end is dropped. */
    synchronized void append(LogStream stream, byte[] bytes, int length) {
        if (cut || closed) {
            return;
        }
        long room = limitBytes - takenBytes;
        int taken = (int) Math.min(room, length);
        takenBytes += taken;
        add(stream, decoding(stream).decode(bytes, taken));
        if (taken < length) {
            flush();
            cut = true;
            String notice = "\n[sluice: output cut at " + limitText() + "]\n";
            sink.put(new Report.Output(attempt.taskId(), attempt.attempt(), ++seq, stream, notice, true));
            return;
        }
        long sinceFlush = System.nanoTime() - lastFlushNanos;
        if (pendingChars >= Report.Output.MAX_TEXT || sinceFlush >= GATHER_NANOS) {
            flush();
        } else if (pendingChars > 0 && !flushPlanned) {
            flushPlanned = true;
            timer.schedule(this::flushPlanned, GATHER_NANOS - sinceFlush, TimeUnit.NANOSECONDS);
        }
    }

    /** No more will come: the rest goes out. */
    synchronized void close() {
        if (!closed && !cut) {
            decodings.forEach((stream, decoding) -> add(stream, decoding.rest()));
            flush();
        }
        closed = true;
    }

    /** Nothing of it is wanted any more. */
    synchronized void discard() {
        closed = true;
        pending.clear();
        pendingChars = 0;
    }

    private synchronized void flushPlanned() {
        flushPlanned = false;
        flush();
    }

    private void add(LogStream stream, CharSequence text) {
        if (text.length() == 0) {
            return;
        }
        Segment last = pending.peekLast();
        if (last == null || last.stream() != stream) {
            last = new Segment(stream, new StringBuilder());
            pending.add(last);
        }
        last.text().append(text);
        pendingChars += text.length();
    }

    private void flush() {
        if (pending.isEmpty()) {
            return;
        }
        for (Segment segment : pending) {
            int from = 0;
            int end = segment.text().length();
            while (from < end) {
                int to = Math.min(end, from + Report.Output.MAX_TEXT);
                if (to < end && Character.isHighSurrogate(segment.text().charAt(to - 1))) {
                    to--;
                }
                String piece = segment.text().substring(from, to);
                sink.put(new Report.Output(attempt.taskId(), attempt.attempt(), ++seq, segment.stream(), piece, false));
                from = to;
            }
        }
        pending.clear();
        pendingChars = 0;
        lastFlushNanos = System.nanoTime();
    }

    private String limitText() {
        long mebi = 1L << 20;
        return limitBytes % mebi == 0 ? limitBytes / mebi + " MiB" : limitBytes + " bytes";
    }

    private Decoding decoding(LogStream stream) {
        // Most attempts write to neither stream.
        return decodings.computeIfAbsent(stream, first -> new Decoding());
    }

    private record Segment(LogStream stream, StringBuilder text) {}

    /** UTF-8 across the borders of reads: a character that has begun waits for its rest. */
    private static final class Decoding {
        private static final int MAX_CHARACTER_BYTES = 4;

        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private ByteBuffer begun = ByteBuffer.allocate(0);

        CharSequence decode(byte[] bytes, int length) {
            ByteBuffer in = ByteBuffer.allocate(begun.remaining() + length)
                    .put(begun)
                    .put(bytes, 0, length)
                    .flip();
            CharBuffer out = CharBuffer.allocate(in.remaining() + MAX_CHARACTER_BYTES);
            requireRoom(decoder.decode(in, out, false));
            begun = in.slice();
            return withoutNul(out);
        }

        CharSequence rest() {
            CharBuffer out = CharBuffer.allocate(MAX_CHARACTER_BYTES);
            requireRoom(decoder.decode(begun, out, true));
            requireRoom(decoder.flush(out));
            return withoutNul(out);
        }

        private static void requireRoom(CoderResult result) {
            if (result.isOverflow()) {
                throw new IllegalStateException("UTF-8 has more characters than bytes");
            }
        }

        private static CharSequence withoutNul(CharBuffer out) {
            char[] chars = out.array();
            for (int i = 0; i < out.position(); i++) {
                if (chars[i] == '\0') {
                    chars[i] = '\uFFFD';
                }
            }
            return out.flip();
        }
    }
}
