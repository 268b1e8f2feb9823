package io.sluice.gateway.console;

import io.quarkus.qute.TemplateExtension;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sentences that tell times: each time in them is a moment of its own, so that a page treats all times alike. Pure. */
@TemplateExtension
final class Sentences {
    private static final Pattern IN_UTC =
            Pattern.compile("\\b(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?)Z");

    private Sentences() {}

    /**
     * A piece of a sentence.
     *
     * @param text of it, a moment's too
     * @param iso a moment as RFC 3339 has it; null for words
     */
    record Part(String text, @Nullable String iso) {}

    /** The sentence piece by piece; together they are what it was, but for the form of its times. */
    static List<Part> parts(String sentence) {
        List<Part> parts = new ArrayList<>();
        Matcher times = IN_UTC.matcher(sentence);
        int told = 0;
        while (times.find()) {
            Instant moment = moment(times.group(1) + "T" + times.group(2) + "Z");
            if (moment == null) {
                continue;
            }
            addWords(parts, sentence.substring(told, times.start()));
            parts.add(new Part(Ago.exactly(moment), moment.toString()));
            told = times.end();
        }
        addWords(parts, sentence.substring(told));
        return List.copyOf(parts);
    }

    private static void addWords(List<Part> parts, String words) {
        if (!words.isEmpty()) {
            parts.add(new Part(words, null));
        }
    }

    private static @Nullable Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            // Such as the 31st of a month that has 30 days: words like any other.
            return null;
        }
    }
}
