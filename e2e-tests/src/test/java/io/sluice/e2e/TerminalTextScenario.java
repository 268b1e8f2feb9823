package io.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the console makes of what programs write for a terminal, in the browser's own engine; no cluster is started. */
class TerminalTextScenario {
    private static final Path SCRIPT =
            Path.of("..", "gateway-service", "src", "main", "resources", "META-INF", "resources", "console", "ansi.js");

    private static Browser browser;
    private static Page page;

    @BeforeAll
    static void anEmptyPageWithTheScript() {
        assumeTrue(Browser.program().isPresent(), "no Chromium is installed (Debian: apt-get install chromium)");
        browser = Browser.start(Browser.program().orElseThrow());
        page = browser.window(URI.create("http://localhost/"), 800, ColorScheme.LIGHT);
        page.addScriptTag(new Page.AddScriptTagOptions().setPath(SCRIPT));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    /** In the text ^ stands for ESC, ~ for a semicolon, < for a carriage return, and / for the end of a write. In the lines | begins a piece, and : its text. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', textBlock = """
                    `plain`;                              `|stdout:plain`
                    `^[31mred^[0m plain`;                 `|text-1:red|stdout: plain`
                    `^[1~3/1mbold red`;                   `|bold text-1:bold red`
                    `^[1~91mbright`;                      `|bold text-9:bright`
                    `^[38~5~196mof 256`;                  `|text-9:of 256`
                    `^[38~5~240mgrey`;                    `|text-8:grey`
                    `^[38~2~0~0~230mtrue`;                `|text-4:true`
                    `^[38:2::255:255:0mcolons`;           `|text-11:colons`
                    `^[48~5~999mno such`;                 `|stdout:no such`
                    `^[31~42mon green`;                   `|text-1 ground-2:on green`
                    `^[31~7minverse`;                     `|ground-1:inverse`
                    `^[7minverse`;                        `|inverse:inverse`
                    `^[8mhidden is shown`;                `|stdout:hidden is shown`
                    `^[4munder^[24m not`;                 `|underline stdout:under|stdout: not`
                    `10%<99%<^[Kdone`;                    `|stdout:done`
                    `long text<short`;                    `|stdout:shorttext`
                    `^]0~title^/\\text`;                  `|stdout:text`
                    `^[2J^[5A^[?25ltext`;                 `|stdout:text`
                    `^(Btext^7^8`;                        `|stdout:text`
                    """)
    void aSequenceIsShownAsWhatItMeansOrNotAtAll(String written, String line) {
        assertThat(lines(written)).isEqualTo(List.of(line));
    }

    @Test
    void aSequenceThatNobodyEndsHidesNoMoreThanItsLine() {
        assertThat(lines("^]0~never ended\nnext")).isEqualTo(List.of("", "|stdout:next"));
    }

    @Test
    void theNewestLinesAreKeptAndTheOthersCounted() {
        assertThat(page.evaluate("() => { const log = new AnsiLog();"
                        + " for (let i = 1; i <= 5003; i++) log.write('stdout', `line ${i}\\n`);"
                        + " return `${log.lines.length} from ${log.lines[0].text}, ${log.dropped} dropped`; }"))
                .isEqualTo("5000 from line 4, 3 dropped");
    }

    @Test
    void aLineWithoutAnEndIsCutAndTheWholeIsBounded() {
        assertThat(page.evaluate("() => { const log = new AnsiLog(); log.write('stdout', 'x'.repeat(3000000));"
                        + " return Math.max(...log.lines.map((line) => line.length)) <= 8192"
                        + " && log.lines.reduce((sum, line) => sum + line.length, 0) <= 1000000; }"))
                .isEqualTo(true);
    }

    @Test
    void twoStreamsHaveColoursOfTheirOwn() {
        assertThat(page.evaluate("() => { const log = new AnsiLog(); log.write('stderr', '\\u001b[31mbad ');"
                        + " log.write('stdout', 'plain '); log.write('stderr', 'still bad');"
                        + " return log.lines[0].pieces.map((piece) => piece.classes).join(); }"))
                .isEqualTo("text-1,stdout,text-1");
    }

    private static List<?> lines(String written) {
        String text = written.replace('^', '\u001b').replace('~', ';').replace('<', '\r');
        return (List<?>) page.evaluate(
                "(text) => { const log = new AnsiLog(); text.split('/').forEach((part) => log.write('stdout', part));"
                        + " return log.lines.map((line) =>"
                        + " line.pieces.map((piece) => `|${piece.classes}:${piece.text}`).join('')); }",
                text);
    }
}
