package io.sluice.benchmarks.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.sluice.local.suite.Role;
import io.sluice.local.suite.Suite;
import io.sluice.local.suite.SuiteOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The console in Chromium, against a suite of its own with many nodes and tasks: the first paint of each page with an empty
 * cache, what comes over the wire for it, and how long after a change by another client each open page shows it. Prints
 * tables; judges nothing.
 *
 * <p>The browser runs on the same machine as the suite and shares its cores, and its clock with it.
 */
public final class ConsoleBenchmark {
    private static final int SAMPLES = 7;
    private static final int ROUNDS = 15;
    private static final int REAL_AGENTS = 2;
    private static final String AGENT = "agent-1";
    private static final List<String> WITHOUT_A_WINDOW = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    /** How many bytes came, headers included, and when the first text or picture was painted. */
    private static final String LOADED = """
            () => new Promise(done => {
              const look = () => {
                const paint = performance.getEntriesByName('first-contentful-paint')[0];
                if (!paint || document.readyState !== 'complete') {
                  setTimeout(look, 20);
                  return;
                }
                const all = [performance.getEntriesByType('navigation')[0],
                  ...performance.getEntriesByType('resource').filter(each => each.initiatorType !== 'other')];
                done([paint.startTime, all.reduce((sum, each) => sum + each.transferSize, 0),
                  document.querySelectorAll('*').length]);
              };
              look();
            })""";

    /** Notes the moment at which the page has the text at the place. */
    private static final String WATCH = """
            ([place, text]) => {
              window.seenAt = 0;
              const look = () => {
                if (window.seenAt === 0 && [...document.querySelectorAll(place)].some(each => each.textContent.includes(text))) {
                  window.seenAt = Date.now();
                }
              };
              window.watcher?.disconnect();
              window.watcher = new MutationObserver(look);
              window.watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
              look();
            }""";

    private static final String SEEN_AT = """
            () => new Promise(done => {
              const look = () => window.seenAt > 0 ? done(window.seenAt) : setTimeout(look, 10);
              look();
            })""";

    private final Door door;
    private final Browser browser;
    private final String session;

    private ConsoleBenchmark(Door door, Browser browser) {
        this.door = door;
        this.browser = browser;
        try (BrowserContext context = browser.newContext(at(door.address()))) {
            Page page = context.newPage();
            page.navigate("/nodes");
            page.getByLabel("Client token").fill(door.token());
            page.getByLabel("Your name").fill("benchmark");
            page.locator("button[type=submit]").click();
            page.waitForURL("**/nodes");
            this.session = context.storageState();
        }
    }

    /** {@code [nodes] [tasks] [project]}: 100 nodes and 10,000 tasks unless told otherwise. */
    public static void main(String[] words) throws IOException, InterruptedException {
        int nodes = words.length > 0 ? Integer.parseInt(words[0]) : 100;
        int tasks = words.length > 1 ? Integer.parseInt(words[1]) : 10_000;
        Path project = Path.of(words.length > 2 ? words[2] : "").toAbsolutePath();
        Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("no Chromium is installed (Debian: apt-get install chromium)"));
        SuiteOptions options = SuiteOptions.of(project, project.resolve("benchmarks/target/suite"))
                .with(Role.AGENT, REAL_AGENTS)
                .withGatewayPort(0)
                .withStart(SuiteOptions.Start.FRESH);
        try (Suite suite = Suite.of(options, line -> {}).start();
                Crowd crowd = new Crowd(
                        suite.addresses(Role.REGISTRY).get(0),
                        suite.joinToken(),
                        Executors.newSingleThreadScheduledExecutor());
                Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(chromium)
                                .setArgs(WITHOUT_A_WINDOW))) {
            Door door = new Door(suite.gateways().get(0), suite.token());
            Door other = new Door(suite.gateways().get(1), suite.token());
            crowd.join(nodes - suite.gateways().size() - REAL_AGENTS);
            door.fill(tasks);
            ConsoleBenchmark benchmark = new ConsoleBenchmark(door, browser);
            System.out.printf("%,d nodes, %,d tasks, Chromium %s%n%n", nodes, tasks, browser.version());
            benchmark.paint(other);
            benchmark.updates(other);
        }
    }

    private void paint(Door other) throws IOException, InterruptedException {
        String task = other.submit("paint", List.of("sh", "-c", "seq 1 1000"));
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "/");
        pages.put("nodes", "/nodes");
        pages.put("a node", "/nodes/" + AGENT);
        pages.put("maintenance", "/nodes/" + AGENT + "/maintenance");
        pages.put("tasks", "/tasks");
        pages.put("a task", "/tasks/" + task);
        pages.put("submit", "/tasks/new");
        System.out.println(
                "| page, empty cache | first paint, median (longest) of " + SAMPLES + " | over the wire | elements |");
        System.out.println("| --- | --- | --- | --- |");
        for (Map.Entry<String, String> page : pages.entrySet()) {
            List<List<Number>> samples = new ArrayList<>();
            for (int i = 0; i < SAMPLES; i++) {
                samples.add(load(page.getValue()));
            }
            System.out.printf(
                    "| %s | %s | %.1f kB | %d |%n",
                    page.getKey(),
                    medianAndLongest(
                            samples.stream().mapToLong(each -> each.get(0).longValue())),
                    samples.get(0).get(1).doubleValue() / 1000,
                    samples.get(0).get(2).longValue());
        }
        System.out.println();
    }

    @SuppressWarnings("unchecked")
    private List<Number> load(String path) {
        try (BrowserContext context = signedIn()) {
            Page page = context.newPage();
            page.navigate(path);
            return (List<Number>) page.evaluate(LOADED);
        }
    }

    private void updates(Door other) throws IOException, InterruptedException {
        try (BrowserContext context = signedIn()) {
            Page overview = opened(context, "/");
            Page nodes = opened(context, "/nodes");
            Page node = opened(context, "/nodes/" + AGENT);
            Page maintenance = opened(context, "/nodes/" + AGENT + "/maintenance");
            Page tasks = opened(context, "/tasks");
            Map<String, List<Long>> seen = new LinkedHashMap<>();
            for (int round = 1; round <= ROUNDS; round++) {
                String reason = "round " + round;
                watch(overview, "a[href='/nodes?status=DRAINED']", "1");
                watch(nodes, "tr[data-node=" + AGENT + "]", reason);
                watch(node, "main", reason);
                watch(maintenance, "main", "DRAINED");
                long asked = System.currentTimeMillis();
                other.drain(AGENT, reason);
                note(seen, "a drain, in /", overview, asked);
                note(seen, "a drain, in /nodes", nodes, asked);
                note(seen, "a drain, in /nodes/" + AGENT, node, asked);
                note(seen, "a drain, in /nodes/" + AGENT + "/maintenance", maintenance, asked);

                watch(overview, "a[href='/nodes?status=DRAINED']", "0");
                asked = System.currentTimeMillis();
                other.resume(AGENT);
                note(seen, "its end, in /", overview, asked);

                String name = "task of round " + round + ".";
                watch(overview, "main", name);
                watch(tasks, "main", name);
                asked = System.currentTimeMillis();
                String task = other.submit(name, List.of("sleep", "300"));
                note(seen, "a new task, in /", overview, asked);
                note(seen, "a new task, in /tasks", tasks, asked);

                Page ofTask = opened(context, "/tasks/" + task);
                watch(ofTask, "#task", "CANCELED");
                asked = System.currentTimeMillis();
                other.cancel(task);
                note(seen, "a cancel, in /tasks/{id}", ofTask, asked);
                ofTask.close();
            }
            System.out.println("| change by another client | shown after, median (longest) of " + ROUNDS + " |");
            System.out.println("| --- | --- |");
            seen.forEach((what, times) -> System.out.printf(
                    "| %s | %s |%n", what, medianAndLongest(times.stream().mapToLong(Long::longValue))));
        }
    }

    private BrowserContext signedIn() {
        return browser.newContext(at(door.address()).setStorageState(session));
    }

    private static Browser.NewContextOptions at(URI site) {
        return new Browser.NewContextOptions().setBaseURL(site.toString()).setViewportSize(1280, 900);
    }

    private static Page opened(BrowserContext context, String path) {
        Page page = context.newPage();
        page.navigate(path);
        page.waitForSelector("#live[data-state=on]");
        return page;
    }

    private static void watch(Page page, String place, String text) {
        page.evaluate(WATCH, List.of(place, text));
    }

    private static void note(Map<String, List<Long>> seen, String what, Page page, long asked) {
        long at = ((Number) page.evaluate(SEEN_AT)).longValue();
        seen.computeIfAbsent(what, each -> new ArrayList<>()).add(at - asked);
    }

    private static String medianAndLongest(LongStream millis) {
        List<Long> sorted = millis.sorted().boxed().collect(Collectors.toList());
        return sorted.get(sorted.size() / 2) + " ms (" + sorted.get(sorted.size() - 1) + " ms)";
    }
}
