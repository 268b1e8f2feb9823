package io.sluice.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console in a real browser behind a proxy that ends TLS, with either Host, and under a path. */
class ProxiedConsoleScenario extends SuiteScenario {
    private static Browser browser;

    @TempDir
    Path certificates;

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

    @ParameterizedTest
    @CsvSource({"KEPT, ''", "REWRITTEN, ''", "KEPT, /ops/sluice", "REWRITTEN, /ops/sluice"})
    void isUsedAsWithoutOne(TlsProxy.Host host, String prefix) throws Exception {
        // The window closes before its proxy: a page that is open still loads its icon, and would complain to the next
        // case.
        try (TlsProxy proxy = new TlsProxy(API.gateway(), host, prefix, certificates);
                BrowserContext window =
                        browser.window(proxy.site(), 1280, ColorScheme.LIGHT).context()) {
            Page page = window.pages().get(0);
            page.navigate(proxy.site() + "/nodes");
            assertThat(page).hasURL(proxy.site() + "/sign-in?to=%2Fnodes");
            page.getByLabel("Client token").fill(API.token());
            page.getByLabel("Your name").fill("alice");
            page.getByRole(AriaRole.BUTTON).click();

            assertThat(page).hasURL(proxy.site() + "/nodes");
            assertThat(page.context().cookies()).singleElement().satisfies(session -> {
                assertThat(session.secure).isTrue();
                assertThat(session.path).isEqualTo(prefix.isEmpty() ? "/" : prefix);
            });
            assertThat(page.getByText("live", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
            page.getByLabel("Actions for " + agent(0)).click();
            assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
            page.getByText("Maintenance, step by step").click();
            assertThat(page).hasURL(proxy.site() + "/nodes/" + agent(0) + "/maintenance");

            String task = API.submit(Submission.shell("echo through the proxy"));
            page.navigate(proxy.site() + "/tasks/" + task);
            assertThat(page.locator("#log")).containsText("through the proxy");

            page.getByText("Sign out").click();
            assertThat(page).hasURL(proxy.site() + "/sign-in");
            page.navigate(proxy.site() + "/nodes");
            assertThat(page.getByLabel("Client token")).isVisible();
            assertThat(browser.takeComplaints()).isEmpty();
        }
    }
}
