package io.sluice.e2e;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Chromium as the system has it, without a window. Collects what pages complain of. */
final class Browser implements AutoCloseable {
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // That of a test's own proxy is signed by nobody.
            "--ignore-certificate-errors");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser browser;
    private final List<String> complaints = new ArrayList<>();

    private Browser(Playwright playwright, com.microsoft.playwright.Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** The program, or empty when none is installed where Debian and others put it. */
    static Optional<Path> program() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start(Path program) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Browser(
                playwright,
                playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(program)
                                .setArgs(ARGUMENTS)));
    }

    /** A window at this site, of this width in CSS pixels, in which nobody has signed in. */
    Page window(URI site, int width, ColorScheme colours) {
        return window(options(site, width, colours));
    }

    /** The same, of somebody who lives in this zone. */
    Page window(URI site, int width, ColorScheme colours, ZoneId zone) {
        return window(options(site, width, colours).setTimezoneId(zone.getId()));
    }

    /** The same, of somebody who permits no script. */
    Page windowWithoutScripts(URI site, int width, ColorScheme colours) {
        return window(options(site, width, colours).setJavaScriptEnabled(false));
    }

    private static NewContextOptions options(URI site, int width, ColorScheme colours) {
        return new NewContextOptions()
                .setBaseURL(site.toString())
                .setViewportSize(width, 900)
                .setColorScheme(colours)
                .setReducedMotion(ReducedMotion.REDUCE);
    }

    private Page window(NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            // A form that is refused is an answer with status 422, which the browser notes as an error of its own.
            if (message.type().equals("error") && !message.text().contains("422")) {
                complaints.add(message.text() + " at " + message.location());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    /** What scripts and the content security policy complained of, in all windows, since this was asked last. */
    List<String> takeComplaints() {
        List<String> taken = List.copyOf(complaints);
        complaints.clear();
        return taken;
    }

    /** Closes what is open: a page that nobody looks at follows the cluster all the same. */
    void closeWindows() {
        browser.contexts().forEach(BrowserContext::close);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
