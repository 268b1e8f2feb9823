package io.sluice.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console as an operator uses it, in a real browser. Pictures of its pages are left in {@code target/console}. */
class ConsoleScenario extends SuiteScenario {
    private static final int WIDE = 1280;
    private static final String HISTORY = "**/api/v1/cluster/history*";
    private static final String CHART = "kind => Chart.getChart(document.querySelector(`[data-chart=${kind}] canvas`))";
    private static final String ID = "kind => (" + CHART + ")(kind).id";
    private static final String COLOUR = "kind => (" + CHART + ")(kind).data.datasets[0].backgroundColor";
    private static final String IS_PAINTED = "kind => { const { canvas, ctx } = (" + CHART + ")(kind);"
            + " return ctx.getImageData(0, 0, canvas.width, canvas.height).data.some(part => part > 0); }";

    /** Always five and a half hours ahead of UTC. */
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");

    /** Four hours behind UTC in summer, five in winter; on 2026-11-01 it had 01:00 to 02:00 twice. */
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static final DateTimeFormatter AS_SHOWN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private static Browser browser;

    @BeforeAll
    static void aBrowser() {
        assumeTrue(
                Browser.program().isPresent(),
                "no Chromium is installed (Debian: apt-get install chromium): the console is not tested in a browser");
        browser = Browser.start(Browser.program().orElseThrow());
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void noPageComplained() {
        browser.closeWindows();
        assertThat(browser.takeComplaints()).isEmpty();
        CLUSTER.agents().forEach(CLUSTER::start);
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "390, LIGHT", "1280, DARK"})
    void everyPageIsReadableByEverybody(int width, ColorScheme colours) {
        API.delete("/api/v1/nodes/" + agent(1) + "/drain");
        String failed = API.submit(Submission.shell("echo out; echo err >&2; exit 3"));
        API.awaitEnd(failed);
        API.put("/api/v1/nodes/" + agent(1) + "/drain", Map.of("reason", "kernel patch"));
        API.submit(Submission.shell("true").on(agent(1)));
        Page page = signedIn(width, colours);
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "/");
        pages.put("nodes", "/nodes");
        pages.put("node", "/nodes/" + agent(1));
        pages.put("maintenance", "/nodes/" + agent(1) + "/maintenance");
        pages.put("tasks", "/tasks");
        pages.put("task", "/tasks/" + failed);
        pages.put("submit", "/tasks/new");

        pages.forEach((name, path) -> {
            page.navigate(path);
            assertThat(page.getByText("live", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
            if (name.equals("task")) {
                assertThat(page.locator("#log")).containsText("err");
            }
            awaitCharts(page);
            picture(page, name, width, colours);
            page.locator("summary:visible").all().forEach(Locator::click);
            assertThat(serious(page)).as("%s at %s in %s", name, width, colours).isEmpty();
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .as("the width of %s", name)
                    .isLessThanOrEqualTo(width);
        });

        page.navigate("/nodes");
        page.getByLabel("Actions for " + agent(0)).click();
        assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
        picture(page, "menu", width, colours);
        assertThat(serious(page)).isEmpty();
    }

    @Test
    void theOverviewsChartsShowWhatTheApiTells() {
        String history = "/api/v1/cluster/history";
        API.awaitEnd(API.submit(Submission.shell("true")));
        API.awaitEnd(API.submit(Submission.shell("exit 3")));
        // A minute is counted when it is over.
        Awaitility.await("the minute in which they ended is counted")
                .atMost(Duration.ofSeconds(120))
                .until(() -> minutes(history).stream()
                        .anyMatch(
                                minute -> minute.path("ended").path("SUCCEEDED").asLong() > 0));
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        page.navigate("/");
        awaitCharts(page);

        awaitDrawn(page, "finished", 0, history, minute -> minute.path("ended").path("SUCCEEDED"));
        awaitDrawn(page, "finished", 1, history, minute -> minute.path("ended").path("FAILED"));
        awaitDrawn(
                page,
                "waiting",
                0,
                history,
                minute -> minute.path("waitingMillis").path("p50"));
        awaitDrawn(
                page,
                "running",
                2,
                history,
                minute -> minute.path("runningMillis").path("p99"));
        assertThat(page.locator("#overview")).containsText("Finished in the last minute");
        picture(page, "overview-charts", WIDE, ColorScheme.LIGHT);
    }

    @Test
    void aNodesChartShowsWhatTheApiTells() {
        String history = "/api/v1/nodes/" + agent(0) + "/history";
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        page.navigate("/nodes/" + agent(0));
        awaitCharts(page);

        awaitDrawn(page, "capacity", 0, history, minute -> minute.path("liveAttempts"));
        // A minute that found the node away, before its first lease for one, has no cap to draw.
        awaitDrawn(
                page,
                "capacity",
                1,
                history,
                minute -> minute.path("attached").asBoolean() ? minute.path("taskCap") : MissingNode.getInstance());
        awaitTrue(
                "the newest minute is told in words",
                () -> canvas(page, "capacity")
                        .getAttribute("aria-label")
                        .contains("cap 5, new tasks " + newTasks(newest(minutes(history)))));
    }

    private static String newTasks(JsonNode minute) {
        if (!minute.path("attached").asBoolean()) {
            return "none: away";
        }
        return minute.path("open").asBoolean() ? "taken" : "none: drain";
    }

    private static JsonNode newest(List<JsonNode> minutes) {
        return minutes.get(minutes.size() - 1);
    }

    @Test
    void chartsMoveInPlaceAndFollowTheColoursOfTheSystem() {
        Page page = signedIn(WIDE, ColorScheme.LIGHT, KOLKATA);
        tellsOfTheHour(page, ended(1, 0), ended(2, 1));
        page.navigate("/");
        assertThat(canvas(page, "finished"))
                .hasAttribute(
                        "aria-label",
                        Pattern.compile(".*from 15:31: 2 succeeded, 1 failed\\. In the last hour: 3 suc.*"));
        assertThat(canvas(page, "waiting"))
                .hasAttribute("aria-label", Pattern.compile(".*p50 20 ms, p95 1.5 s, p99 2 min.*"));
        Object chart = page.evaluate(ID, "finished");
        page.evaluate("document.querySelector('[data-chart=finished] summary').click()");

        tellsOfTheHour(page, ended(1, 0), ended(2, 1), ended(3, 0));
        lookAgain(page);
        assertThat(canvas(page, "finished")).hasAttribute("aria-label", Pattern.compile(".*from 15:32: 3 succeeded.*"));
        OTHER.put("/api/v1/nodes/" + agent(0) + "/drain", Map.of("reason", "the page is read again"));
        assertThat(page.locator("#overview [href='/nodes?status=DRAINED']")).hasText("1");

        // The same chart, and its table is still open.
        assertThat(page.evaluate(ID, "finished")).isEqualTo(chart);
        assertThat(page.locator("[data-chart=finished] tbody tr:visible")).hasCount(3);
        assertThat(page.locator("[data-chart=finished] tbody tr").first()).hasText("15:3230000");
        Locator minute = page.locator("[data-chart=finished] tbody time").first();
        assertThat(minute).hasText("15:32");
        assertThat(minute).hasAttribute("title", "2026-11-27 10:02:00 UTC");
        assertThat(drawn(page, "finished", 0)).containsExactly(1L, 2L, 3L);
        assertThat((Boolean) page.evaluate(IS_PAINTED, "finished")).isTrue();
        Object light = page.evaluate(COLOUR, "finished");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        Awaitility.await("the browser tells of the change with its next frame")
                .pollInSameThread()
                .until(() -> !light.equals(page.evaluate(COLOUR, "finished")));
        page.locator("[data-chart] summary")
                .all()
                .forEach(summary -> summary.evaluate("it => it.parentNode.open = true"));
        assertThat(serious(page)).isEmpty();
        picture(page, "charts", WIDE, ColorScheme.DARK);
    }

    @Test
    void anHourInWhichNothingFinishedSaysWhatToDo() {
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        tellsOfTheHour(page, ended(0, 0));
        page.navigate("/");

        assertThat(page.getByText("No task has finished in the last hour.")).isVisible();
        assertThat(page.locator("canvas:visible")).hasCount(0);

        tellsOfTheHour(page, ended(0, 0), ended(1, 0));
        lookAgain(page);
        assertThat(page.locator("canvas:visible")).hasCount(3);
    }

    @Test
    void aWrongTokenIsToldAndTheRightOneLeadsToWhereOneWasGoing() {
        Page page = browser.window(API.gateway(), WIDE, ColorScheme.LIGHT);
        page.navigate("/nodes");
        picture(page, "sign-in", WIDE, ColorScheme.LIGHT);
        assertThat(serious(page)).isEmpty();

        page.getByLabel("Client token").fill("not-the-token-at-all");
        page.getByRole(AriaRole.BUTTON).click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not known here");

        signIn(page);
    }

    @Test
    void aDrainByAnotherClientIsSeenInEveryPageWithoutAReload() {
        Page list = signedIn(WIDE, ColorScheme.LIGHT);
        list.navigate("/nodes");
        Page node = list.context().newPage();
        node.navigate("/nodes/" + agent(0));
        for (Page page : List.of(list, node)) {
            assertThat(page.getByText("live", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
            page.evaluate("window.loadedOnce = true");
        }

        OTHER.put("/api/v1/nodes/" + agent(0) + "/drain", Map.of("reason", "seen from elsewhere"));

        assertThat(row(list, agent(0))).containsText("DRAINED");
        assertThat(row(list, agent(0))).containsText("seen from elsewhere");
        assertThat(node.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(agent(0))))
                .containsText("DRAINED");
        for (Page page : List.of(list, node)) {
            assertThat(page.evaluate("window.loadedOnce")).isEqualTo(true);
        }
    }

    /** Over HTTP/1.1 a browser has six connections to a site. */
    @Test
    void manyPagesOfOneBrowserAreLiveAtOnce() {
        Page first = signedIn(WIDE, ColorScheme.LIGHT);
        List<Page> pages = new ArrayList<>(List.of(first));
        while (pages.size() < 9) {
            pages.add(first.context().newPage());
        }

        pages.forEach(page -> page.navigate("/nodes"));
        OTHER.put("/api/v1/nodes/" + agent(0) + "/drain", Map.of("reason", "seen in nine pages"));

        for (Page page : pages) {
            assertThat(page.getByText("live", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
            assertThat(row(page, agent(0))).containsText("seen in nine pages");
        }
    }

    @Test
    void aNodeIsDrainedFromTheMenuToTheEndAndResumedByTheKeyboardAlone() {
        String id = API.submit(Submission.shell(untilRaised("go")).on(agent(0)));
        API.awaitRunning(id);
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        page.navigate("/nodes");

        page.getByLabel("Actions for " + agent(0)).focus();
        page.keyboard().press("Enter");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Drain node"))
                .focus();
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Reason")).isFocused();
        page.keyboard().type("kernel patch");
        page.keyboard().press("Enter");

        assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
        assertThat(row(page, agent(0))).containsText("DRAINING");
        assertThat(row(page, agent(0))).containsText("by alice");
        raise("go");
        assertThat(row(page, agent(0))).containsText("DRAINED");

        page.getByLabel("Drain " + agent(0)).focus();
        page.keyboard().press("Space");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Resume"))
                .focus();
        page.keyboard().press("Enter");
        assertThat(row(page, agent(0))).containsText("RUNNING");
    }

    @Test
    void aCapIsEditedInPlaceAndABadOneIsRefusedThere() {
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        page.navigate("/nodes");

        row(page, agent(0)).getByTitle("Change the task cap of " + agent(0)).click();
        page.getByLabel("The most tasks at once").fill("-1");
        page.keyboard().press("Enter");
        assertThat(page.locator("#taskCap-error")).isVisible();
        page.getByLabel("The most tasks at once").fill("7");
        page.keyboard().press("Enter");

        assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
        assertThat(row(page, agent(0))).containsText("0 of 7");
        assertThat(API.node(agent(0)).path("taskCap").asInt()).isEqualTo(7);
    }

    @Test
    void aCapAndSingleLabelsAreSetAndTakenBack() {
        Page page = signedIn(390, ColorScheme.DARK);
        page.navigate("/nodes/" + agent(0));
        Locator dialog = page.getByRole(AriaRole.DIALOG);

        page.locator("#act-labels").click();
        dialog.getByLabel("Label", new Locator.GetByLabelOptions().setExact(true))
                .fill("rack");
        dialog.getByLabel("Value").fill("7");
        page.keyboard().press("Enter");
        assertThat(dialog).isHidden();
        assertThat(page.locator("#node")).containsText("rack=7");
        page.locator("#act-labels").click();
        picture(page, "labels", 390, ColorScheme.DARK);
        assertThat(serious(page)).isEmpty();
        dialog.getByLabel("Take back rack").click();
        assertThat(dialog).isHidden();
        assertThat(page.locator("#node")).not().containsText("rack=7");
        assertThat(page.locator("#node")).containsText("e2e-pin=");

        page.locator("#act-cap").click();
        dialog.getByLabel("The most tasks at once").fill("7");
        page.keyboard().press("Enter");
        assertThat(page.locator("#node")).containsText("0 of 7");
        page.locator("#act-cap").click();
        picture(page, "cap", 390, ColorScheme.DARK);
        assertThat(serious(page)).isEmpty();
        dialog.getByText("Use the node's own cap").click();
        assertThat(dialog).isHidden();
        assertThat(page.locator("#node")).containsText("0 of " + CAP);
        API.patch("/api/v1/nodes/" + agent(0), Map.of("taskCap", CAP));
    }

    @Test
    void aTaskIsSubmittedAfterItsFaultsAreMendedAndItsLogIsFollowedLive() {
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        page.navigate("/tasks/new");
        page.getByLabel("Command", new Page.GetByLabelOptions().setExact(true))
                .fill("echo first; " + untilRaised("go") + "; printf '\\033[31msecond\\033[0m\\n'");
        page.getByText("More", new Page.GetByTextOptions().setExact(true)).click();
        page.getByLabel("Timeout").fill("soon");
        submit(page);
        assertThat(page.locator("#timeout-error")).isVisible();
        page.getByLabel("Timeout").fill("10m");
        submit(page);

        assertThat(page.locator("#log")).containsText("first");
        raise("go");
        assertThat(page.locator("#log")).containsText("second");
        assertThat(page.locator("#task")).containsText("SUCCEEDED");
        assertThat(page.locator("#log").textContent()).doesNotContain("[31m");

        String before = page.url();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Rerun"))
                .click();
        page.waitForURL(url -> url.contains("/tasks/") && !url.equals(before));
        assertThat(page.locator("#task")).containsText("Repeats");
        page.goBack();
        assertThat(page.locator("#log")).containsText("second");

        page.getByText("Submit again").click();
        assertThat(page.getByLabel("Command", new Page.GetByLabelOptions().setExact(true)))
                .hasValue(Pattern.compile("echo first; .*"));
        assertThat(page.getByLabel("Timeout")).hasValue("10m");
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "390, LIGHT", "1280, DARK"})
    void aLogIsColouredAndSearchedAndHeldStillWhileLinesCome(int width, ColorScheme colours) {
        String id =
                API.submit(Submission.shell("printf '\\033[1;31mred needle\\033[0m\\n10%%\\r99%%\\r\\033[Kfetched\\n'; "
                                + "for c in 0 1 2 3 4 5 6 7; do printf \"\\\\033[3${c}mtext $c\\\\033[0;4${c}m ground $c\\\\033[m \"; done; echo; "
                                + "echo '<img src=x onerror=\"window.stolen = 1\">'; "
                                + "i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo line $i; done; echo A Needle; "
                                + untilRaised("go") + "; echo a late NEEDLE; " + untilRaised("end"))
                        .with("timeout", "2m"));
        Page page = signedIn(width, colours);
        page.navigate("/tasks/" + id);
        Locator log = page.locator("#log");
        assertThat(log).containsText("A Needle");
        assertThat(log.locator(".text-1").first()).hasText("red needle");
        assertThat(log.getByText("fetched")).hasText("fetched");
        assertThat(log).containsText("<img src=x onerror=");
        assertThat(log.locator("img")).hasCount(0);
        // Below the fold at first: the page itself does not move to it.
        page.evaluate("document.getElementById('log').scrollIntoView({ block: 'end' })");
        assertThat(log.getByText("A Needle")).isInViewport();

        Locator words = page.getByLabel("Search the log");
        words.fill("needle");
        assertThat(page.locator("#log-hits")).hasText("1 of 2");
        assertThat(log.locator("mark.current")).isInViewport();
        picture(page, "log", width, colours);
        assertThat(serious(page)).isEmpty();
        words.press("Shift+Enter");
        assertThat(page.locator("#log-hits")).hasText("2 of 2");

        Locator pause = page.getByText("Pause", new Page.GetByTextOptions().setExact(true));
        pause.click();
        raise("go");
        assertThat(page.locator("#log-more")).hasText("1 more line");
        assertThat(log.getByText("late")).hasCount(0);
        pause.click();
        assertThat(page.locator("#log-hits")).hasText("2 of 3");
        words.press("Enter");
        assertThat(page.locator("#log-hits")).hasText("3 of 3");
        words.press("Enter");
        assertThat(page.locator("#log-hits")).hasText("1 of 3");
        page.getByText("To the end").click();
        assertThat(log.getByText("late")).isInViewport();
        raise("end");
        assertThat(page.locator("#task")).containsText("SUCCEEDED");
        assertThat(page.evaluate("window.stolen")).isNull();
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
    }

    @Test
    void theOverviewWarnsOfWhatAsksForAnOperatorWithTheRemedy() {
        API.put("/api/v1/queue/pause", Map.of("note", "freeze"));
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        page.navigate("/");
        Locator warnings = page.getByLabel("Warnings");
        assertThat(warnings).containsText("freeze");
        assertThat(warnings).containsText("sluice queue resume");
        API.delete("/api/v1/queue/pause");

        String id = API.submit(Submission.shell("true").with("nodeSelector", Map.of("gpu", "a100")));
        assertThat(warnings).containsText("No node can take 1 queued task.");
        assertThat(warnings).containsText("gpu=a100");
        picture(page, "warnings", WIDE, ColorScheme.LIGHT);
        assertThat(serious(page)).isEmpty();
        warnings.getByText("The task").click();
        assertThat(page.locator("#task")).containsText(id);
        page.locator("#act-cancel").click();
        assertThat(page.locator("#task")).containsText("CANCELED");
    }

    @Test
    void aDrainTellsWhenItWillBeEmptyAtTheLatest() {
        String id = API.submit(Submission.shell(untilRaised("go")).on(agent(0)).with("timeout", "30m"));
        API.awaitRunning(id);
        API.put("/api/v1/nodes/" + agent(0) + "/drain", Map.of("reason", "kernel patch"));
        Page page = signedIn(390, ColorScheme.LIGHT);

        for (String path : List.of("/nodes/" + agent(0), "/nodes/" + agent(0) + "/maintenance")) {
            page.navigate(path);
            Locator drain = page.getByLabel("Drain", new Page.GetByLabelOptions().setExact(true));
            assertThat(drain).containsText("1 of 1 task left");
            assertThat(drain).containsText("at the latest, when the last timeout ends");
            assertThat(serious(page)).isEmpty();
        }
        picture(page, "draining", 390, ColorScheme.LIGHT);
        raise("go");
        assertThat(page.locator("#guide")).containsText("DRAINED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Asia/Kolkata", "America/New_York"})
    void timesAreOfTheZoneOfWhoReadsAndInUtcForWhoPointsAtThem(ZoneId zone) {
        String id = API.submit(Submission.shell(untilRaised("go")).on(agent(0)));
        Instant started = Instant.parse(API.awaitRunning(id).path("startedAt").asText());
        Page page = signedIn(WIDE, ColorScheme.LIGHT, zone);
        page.navigate("/tasks/" + id);

        Locator shown = page.locator("#task dl time:not(.ago)").first();
        assertThat(shown).hasText(AS_SHOWN.format(started.atZone(zone)));
        assertThat(shown)
                .hasAttribute("title", started.toString().substring(0, 19).replace('T', ' ') + " UTC");
        assertThat(page.locator("#task dl time.ago").first()).hasAttribute("title", Pattern.compile(".* UTC"));
        // Chromium calls a zone by its older name.
        assertThat(page.locator("body > footer [data-zone]"))
                .hasText(Pattern.compile(zone.equals(KOLKATA) ? "Asia/(Kolkata|Calcutta)" : zone.getId()));

        // What is read again is told in the same way.
        raise("go");
        JsonNode ended = API.awaitEnd(id);
        assertThat(page.locator("#task")).containsText("SUCCEEDED");
        assertThat(page.locator("#task dl time:not(.ago)").last())
                .hasText(AS_SHOWN.format(
                        Instant.parse(ended.path("endedAt").asText()).atZone(zone)));

        page.navigate("/nodes/" + agent(0));
        assertThat(page.locator("#node-tasks section").last().locator("time").first())
                .hasAttribute("title", Pattern.compile("[0-9-]+ [0-9:]+, [0-9-]+ [0-9:]+ UTC"));
        picture(page, "times-" + zone.getId().replace('/', '-'), WIDE, ColorScheme.LIGHT);
    }

    @Test
    void tasksAreFilteredByTheTimeOfSubmissionInOnesOwnZoneAndAReloadShowsTheSame() {
        String id = API.submit(Submission.shell("true"));
        API.awaitEnd(id);
        Page page = signedIn(390, ColorScheme.LIGHT, KOLKATA);
        page.navigate("/tasks");

        page.getByLabel("Submitted from").fill("2020-01-01T05:30");
        page.getByLabel("Submitted before").fill("2020-01-02T04:30");
        filter(page);
        assertThat(page.locator("#tasks")).containsText("No task matches the filter");
        assertThat(page).hasURL(Pattern.compile(".*submittedAfter=2020-01-01T00%3A00%3A00.000Z.*"));
        assertThat(page).hasURL(Pattern.compile(".*submittedBefore=2020-01-01T23%3A00%3A00.000Z.*"));
        page.reload();
        assertThat(page.getByLabel("Submitted before")).hasValue("2020-01-02T04:30");
        assertThat(page.locator("#tasks")).containsText("No task matches the filter");

        page.getByLabel("Submitted before").fill("2019-01-01T00:00");
        filter(page);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("later than submittedAfter");
        page.getByLabel("Submitted before").fill("");
        filter(page);
        assertThat(page.locator("#task-" + id)).isVisible();
        assertThat(serious(page)).isEmpty();
        picture(page, "tasks-filtered", 390, ColorScheme.LIGHT);
    }

    @Test
    void aFilterMindsDaylightSavingAndKeepsAMomentThatNobodyTouched() {
        Page page = signedIn(WIDE, ColorScheme.LIGHT, NEW_YORK);
        // The second time that the clocks there showed 01:30 on that day.
        page.navigate("/tasks?submittedAfter=2026-11-01T06:30:00Z");
        assertThat(page.getByLabel("Submitted from")).hasValue("2026-11-01T01:30");
        page.evaluate(
                "document.body.insertAdjacentHTML('beforeend',"
                        + " '<p id=summer><time datetime=2026-07-01T16:00:00Z></time></p><p id=winter><time datetime=2026-12-01T17:00:00Z></time></p>')");
        assertThat(page.locator("#summer, #winter")
                        .filter(new Locator.FilterOptions().setHasText(Pattern.compile("-0[45]:00"))))
                .hasCount(1);
        assertThat(page.locator("#summer")).containsText("2026-07-01 12:00:00");
        assertThat(page.locator("#winter")).containsText("2026-12-01 12:00:00");
        page.getByLabel("Name").fill("x");
        filter(page);
        assertThat(page)
                .hasURL(Pattern.compile(".*submittedAfter=2026-11-01T06%3A30%3A00Z.*name=x.*|.*name=x.*"
                        + "submittedAfter=2026-11-01T06%3A30%3A00Z.*"));

        page.getByLabel("Submitted from").fill("2026-07-01T12:00");
        page.getByLabel("Submitted before").fill("2026-12-01T12:00");
        filter(page);
        assertThat(page).hasURL(Pattern.compile(".*submittedAfter=2026-07-01T16%3A00.*"));
        assertThat(page).hasURL(Pattern.compile(".*submittedBefore=2026-12-01T17%3A00.*"));
    }

    @Test
    void withoutItsScriptAFilterIsOfUtc() {
        Page page = signedIn(browser.windowWithoutScripts(API.gateway(), WIDE, ColorScheme.LIGHT));
        page.navigate("/tasks");

        page.getByLabel("Submitted from").fill("2020-01-01T05:30");
        page.getByLabel("Submitted before").fill("2020-01-02T04:30");
        filter(page);

        assertThat(page.locator("#tasks")).containsText("No task matches the filter");
        assertThat(page.getByLabel("Submitted from")).hasValue("2020-01-01T05:30");
        assertThat(page.getByLabel("Submitted from")).hasAttribute("data-moment", "2020-01-01T05:30:00Z");
        assertThat(page.locator("body > footer [data-zone]")).hasText("UTC");
    }

    @Test
    void aDoubleClickOnRerunMakesOneTask() {
        String name = "rerun twice " + traces.getFileName();
        String id = API.submit(Submission.shell("true").with("name", name));
        API.awaitEnd(id);
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        page.navigate("/tasks/" + id);

        page.locator("#act-rerun").dblclick();
        page.waitForURL(url -> url.contains("/tasks/") && !url.contains(id));
        page.navigate("/tasks?name=" + name);

        assertThat(page.locator("#tasks tbody tr")).hasCount(2);
    }

    @Test
    void aTaskIsCanceled() {
        String id = API.submit(Submission.shell("sleep 300"));
        API.awaitRunning(id);
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        page.navigate("/tasks/" + id);

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Cancel"))
                .click();

        assertThat(page.locator("#task")).containsText("CANCELED");
    }

    @Test
    void allTasksOfAPageAreCanceledAfterAQuestion() {
        List<String> ids = List.of(
                API.submit(Submission.shell("sleep 300").on(agent(0))),
                API.submit(Submission.shell("sleep 300").on(agent(0))));
        ids.forEach(API::awaitRunning);
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        page.navigate("/tasks?state=active&node=" + agent(0));

        page.getByText("Cancel 2 of this page").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("Cancel 2 tasks?");
        assertThat(serious(page)).isEmpty();
        picture(page, "bulk", WIDE, ColorScheme.LIGHT);
        dialog.getByText("Cancel 2", new Locator.GetByTextOptions().setExact(true))
                .click();

        assertThat(dialog).containsText("2 canceled.");
        dialog.getByText("Close", new Locator.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("#tasks")).containsText("No task matches the filter");
    }

    @Test
    void deletingIsRefusedForANodeThatRunsAndDoneForOneThatIsGone() {
        Page page = signedIn(WIDE, ColorScheme.LIGHT);
        page.navigate("/nodes/" + agent(1));
        Locator delete = page.locator("#act-delete");
        delete.click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete"))
                .click();
        assertThat(dialog.getByRole(AriaRole.ALERT)).isVisible();
        page.keyboard().press("Escape");

        CLUSTER.stop(agent(1));
        API.awaitStatus(agent(1), "OFFLINE");
        page.navigate("/nodes");
        assertThat(row(page, agent(1))).containsText("OFFLINE");
        page.getByLabel("Actions for " + agent(1)).click();
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete"))
                .click();
        assertThat(dialog).containsText("Delete " + agent(1));
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete"))
                .click();

        assertThat(page.locator("tr[data-node='" + agent(1) + "']")).hasCount(0);
    }

    /** Until each chart of the page is drawn, or the page says that there is nothing to draw. */
    private static void awaitCharts(Page page) {
        assertThat(page.locator("canvas[aria-label$='not read yet']:visible")).hasCount(0);
    }

    private static Locator canvas(Page page, String kind) {
        return page.locator("[data-chart=" + kind + "] canvas");
    }

    /** Until one of its lines is what the API tells, minute by minute. */
    private static void awaitDrawn(Page page, String kind, int line, String history, Function<JsonNode, JsonNode> of) {
        awaitTrue(
                "the chart " + kind + " is what the API tells",
                () -> drawn(page, kind, line)
                        .equals(minutes(history).stream()
                                .map(of)
                                .filter(JsonNode::isNumber)
                                .map(JsonNode::asLong)
                                .toList()));
    }

    /** The page asks every 10 s, and another minute may begin meanwhile. */
    private static void awaitTrue(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(Duration.ofSeconds(30)).pollInSameThread().until(condition);
    }

    /** The values of one of its lines, without gaps. */
    private static List<Long> drawn(Page page, String kind, int line) {
        List<?> values = (List<?>) page.evaluate(
                "([kind, line]) => (" + CHART + ")(kind).data.datasets[line].data.filter(value => value !== null)",
                List.of(kind, line));
        return values.stream().map(value -> ((Number) value).longValue()).toList();
    }

    private static List<JsonNode> minutes(String history) {
        return Api.items(API.get(history).json());
    }

    /** From now on the API tells the page of these minutes, of which the first is 10:00. */
    private static void tellsOfTheHour(Page page, String... minutes) {
        String items = IntStream.range(0, minutes.length)
                .mapToObj(i -> minutes[i].formatted("2026-11-27T10:%02d:00Z".formatted(i)))
                .collect(Collectors.joining(","));
        page.unroute(HISTORY);
        page.route(
                HISTORY,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"items\":[" + items + "]}")));
    }

    private static String ended(int succeeded, int failed) {
        String times = succeeded + failed == 0 ? "null" : "{\"p50\":20,\"p95\":1500,\"p99\":120000}";
        return """
                {"start":"%%s","ended":{"SUCCEEDED":%d,"FAILED":%d,"TIMED_OUT":0,"CANCELED":0,"EXPIRED":0},
                 "waitingMillis":%s,"runningMillis":%s}""".formatted(succeeded, failed, times, times);
    }

    /** As when somebody comes back to the page: it reads at once. */
    private static void lookAgain(Page page) {
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    }

    private static void filter(Page page) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Filter"))
                .press("Enter");
    }

    private static void submit(Page page) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Submit").setExact(true))
                .click();
    }

    private static Locator row(Page page, String node) {
        return page.locator("tr[data-node='" + node + "']");
    }

    private static Page signedIn(int width, ColorScheme colours) {
        return signedIn(browser.window(API.gateway(), width, colours));
    }

    private static Page signedIn(int width, ColorScheme colours, ZoneId zone) {
        return signedIn(browser.window(API.gateway(), width, colours, zone));
    }

    private static Page signedIn(Page page) {
        page.navigate("/nodes");
        signIn(page);
        return page;
    }

    private static void signIn(Page page) {
        page.getByLabel("Client token").fill(API.token());
        page.getByLabel("Your name").fill("alice");
        page.getByRole(AriaRole.BUTTON).click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Nodes")))
                .isVisible();
    }

    private static void picture(Page page, String name, int width, ColorScheme colours) {
        String file = name + "-" + width + "-" + colours.name().toLowerCase(Locale.ROOT) + ".png";
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "console", file))
                .setFullPage(true));
    }

    /**
     * What axe-core finds of WCAG 2.2 A and AA that is serious or worse. In one pass, since no page has frames, and without
     * a list of what was fine: that takes less than half the time.
     */
    private static List<String> serious(Page page) {
        assertThat(page.frames()).as("frames, which one pass would not see").hasSize(1);
        AxeRunOptions options = new AxeRunOptions();
        options.setResultTypes(List.of("violations"));
        return new AxeBuilder(page)
                        .setLegacyMode(true)
                        .options(options)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                        .analyze()
                        .getViolations()
                        .stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(ConsoleScenario::told)
                        .toList();
    }

    private static String told(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }
}
