package io.sluice.gateway.api.tasks;

import io.sluice.contracts.task.LogPage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;

/**
 * An attempt's log as text, up to where it is now: both streams in the order in which the node read them. That a log was cut is its
 * own last line, as dispatch stored it. For one reader.
 */
final class LogText {
    private final LogSource pages;

    private LogPlace place;
    private boolean over;

    private LogText(LogSource pages, LogPlace place) {
        this.pages = pages;
        this.place = place;
    }

    /** The text, a page at a time as it is asked for. */
    static Multi<byte[]> of(LogSource pages, int attempt) {
        LogText text = new LogText(pages, LogPlace.beginningOf(attempt));
        return Multi.createBy().repeating().uni(text::next).whilst(page -> !text.over);
    }

    private Uni<byte[]> next() {
        return pages.after(place).map(this::take);
    }

    private byte[] take(LogPage page) {
        StringBuilder text = new StringBuilder();
        page.chunks().forEach(chunk -> text.append(chunk.text()));
        place = place.upTo(page.next());
        over = page.ended() || page.chunks().isEmpty();
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
