package io.hubflow.app.command;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.Mutation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status page in a browser, while a service loads a HubSpot stand-in whose property labels are hostile. */
class PageIT {
    private static final String TOKEN = "secret-token-1";
    private static final String HOSTILE =
            "<img src=x onerror=\"window.hostile=1\"></li><script>window.hostile=2</script>";

    /** More than the list of schema changes shows without being scrolled. */
    private static final int NEW_PROPERTIES = 12;

    @TempDir
    static Path folder;

    private static final int PATIENCE_MILLIS = 180_000;

    private static HeadlessChromium chromium;
    private static Simulator hubSpot;
    private static RunningService service;

    private BrowserContext context;
    private Page page;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        chromium = HeadlessChromium.open();
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 20L))
                .withIndexDelay(IndexDelay.NONE)
                .withToken(TOKEN));
        Files.writeString(folder.resolve("hubflow.yaml"), """
                object-types: [contacts]
                associations: none
                schedule: {data-ingestion: 1 day, verification: never}
                """);
        service = new RunningService(
                folder,
                Map.of(
                        "HUBSPOT_ACCESS_TOKEN",
                        TOKEN,
                        "HUBFLOW_HUBSPOT_BASE_URL",
                        hubSpot.url().toString()));
        awaitRuns(1);
        for (var i = 0; i < NEW_PROPERTIES; i++) {
            hubSpot.mutate(new Mutation.CreateProperty(
                    "contacts",
                    "loyalty_" + i,
                    HOSTILE + i,
                    "string",
                    "text",
                    List.of(),
                    "non_sensitive",
                    false,
                    true));
        }
        service.post("/api/v1/portals/main/run");
        awaitRuns(2);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        if (hubSpot != null) {
            hubSpot.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void openPage() {
        open(new Browser.NewContextOptions());
    }

    @AfterEach
    void closePage() {
        context.close();
        assertThat(complaints).as("errors in the browser's console").isEmpty();
    }

    @Test
    void runNowRunsAndTheNewRunAppears() {
        var runs = runs().count();

        runNow().click();

        assertThat(runs()).hasCount(runs + 1);
        assertThat(runNow()).isEnabled();
    }

    @Test
    void progressMovesWhileALoadRuns() {
        var rows = page.locator(".object").locator(".rows strong");
        var before = Long.parseLong(rows.textContent());
        var nextPage = new Semaphore(0);
        hubSpot.beforePage(3, Endpoint.SEARCH, "contacts", nextPage::acquireUninterruptibly);
        hubSpot.beforePage(4, Endpoint.SEARCH, "contacts", nextPage::acquireUninterruptibly);
        hubSpot.mutate(new Mutation.Create("contacts", 500, Map.of()));
        runNow().click();

        var progress = page.locator(".object").locator(".progress p");
        assertThat(progress).containsText("reading what changed: 200");
        nextPage.release();
        assertThat(progress).containsText("reading what changed: 400");
        nextPage.release();
        assertThat(progress).hasCount(0);
        assertThat(rows).hasText(String.valueOf(before + 500));
    }

    @Test
    void anErrorIsToldInWordsAndGoesAfterTheNextGoodRun() {
        failToRun();

        assertThat(page.locator("h1")).hasText("The last run failed");
        assertThat(problem()).containsText("What to do:");
        assertThat(problem()).containsText("HUBSPOT_TOKEN_REJECTED");

        recover();
        assertThat(page.locator("h1")).containsText("Everything is fresh");
    }

    @Test
    void verifyNowShowsAProof() throws IOException {
        var verifications = page.locator("#verifications-of-main tbody tr");
        var before = verifications.count();

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Verify now"))
                .click();

        assertThat(verifications).hasCount(before + 1);
        assertThat(verifications.first()).containsText("Equal");
        assertThat(page.locator("#object-main-contacts")).containsText("Equal");
        verifications.first().locator("a").click();
        assertThat(page.locator("h1")).containsText("Verification");
        PageChecks.assertAccessible(page);
    }

    @Test
    void aHostileLabelIsTextAndNothingElse() {
        assertThat(page.locator(".changes")).containsText(HOSTILE);
        var runs = runs().count();
        runNow().click();
        assertThat(runs()).hasCount(runs + 1);
        assertThat(page.locator(".changes")).containsText(HOSTILE);

        assertThat(page.evaluate("() => typeof window.hostile")).isEqualTo("undefined");
        assertThat(page.locator("main img, main script")).hasCount(0);
    }

    @Test
    @Tag("thorough")
    void aNarrowDarkScreenShowsEverythingWithoutScrollingSideways() {
        context.close();
        open(new Browser.NewContextOptions()
                .setViewportSize(PageChecks.NARROW, 740)
                .setColorScheme(ColorScheme.DARK));
        assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(15, 21, 25)");
        PageChecks.assertFits(page);
        failToRun();
        PageChecks.assertFits(page);
        recover();
        for (var path : otherPages()) {
            page.navigate(path);
            PageChecks.assertFits(page);
        }
    }

    @Test
    @Tag("thorough")
    void aNarrowScreenShowsTheStateOfPortalsWithLongNames(@TempDir Path other) throws IOException {
        var longest = "a-portal-with-a-name-of-forty-characters";
        Files.writeString(other.resolve("hubflow.yaml"), """
                object-types: [contacts]
                associations: none
                portals:
                  %s: {duckdb: {path: one.duckdb}}
                  other: {duckdb: {path: other.duckdb}}
                """.formatted(longest));
        var environment = Map.of(
                "HUBSPOT_ACCESS_TOKEN",
                TOKEN,
                "HUBFLOW_HUBSPOT_BASE_URL",
                hubSpot.url().toString());
        context.close();
        try (var two = new RunningService(other, environment)) {
            context = chromium.browser.newContext(
                    new Browser.NewContextOptions().setViewportSize(PageChecks.NARROW, 740));
            page = context.newPage();
            page.onPageError(complaints::add);
            page.navigate(two.address.toString());

            var state = page.locator("#overview-" + longest + " .pill");
            assertThat(state).isVisible();
            var box = state.boundingBox();
            assertThat(box.x + box.width).isLessThan(PageChecks.NARROW);
        }
    }

    @Test
    @Tag("thorough")
    void theKeyboardReachesEveryControlAndEachShowsItsFocus() {
        assertThat(PageChecks.tabThrough(page)).isEqualTo(page.evaluate("""
                () => [...document.querySelectorAll('a[href], button, input, [tabindex="0"]')]
                    .filter(one => one.checkVisibility()).map(one => one.outerHTML)"""));
        runNow().focus();
        var runs = runs().count();

        page.keyboard().press("Enter");

        assertThat(runs()).hasCount(runs + 1);
        assertThat(runNow()).isFocused();
    }

    @Test
    @Tag("thorough")
    void whoIsSomewhereOnThePageStaysThereWhenItChanges() {
        var link = runs().first().locator("a");
        var address = link.getAttribute("href");
        link.focus();

        failToRun();
        recover();

        assertThat(page.evaluate("() => document.activeElement.getAttribute('href')"))
                .isEqualTo(address);
    }

    @Test
    void axeFindsNothingSerious() throws IOException {
        failToRun();
        PageChecks.assertAccessible(page);
        recover();
        for (var path : otherPages()) {
            page.navigate(path);
            PageChecks.assertAccessible(page);
        }
    }

    private void open(Browser.NewContextOptions options) {
        context = chromium.browser.newContext(options.setBaseURL(service.address.toString()));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        page = context.newPage();
        page.onPageError(complaints::add);
        page.navigate("/");
    }

    /** A run, the form to sign in, and the answer to an address that is none. */
    private static List<String> otherPages() {
        var run = service.portal("main").at("/runs/0/run_id").asText();
        return List.of("/portals/main/runs/" + run, "/sign-in", "/nowhere");
    }

    private Locator runNow() {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run now"));
    }

    private Locator runs() {
        return page.locator("#runs-of-main tbody tr");
    }

    private Locator problem() {
        return page.locator(".portal > .problem");
    }

    /** Runs while HubSpot refuses the token. */
    private void failToRun() {
        hubSpot.revoke(TOKEN);
        service.post("/api/v1/portals/main/run");
        assertThat(problem()).isVisible();
    }

    private void recover() {
        hubSpot.grant(TokenGrant.unrestricted(TOKEN));
        service.post("/api/v1/portals/main/run");
        assertThat(problem()).hasCount(0);
    }

    /** Until so many runs have ended, and none is under way. */
    private static void awaitRuns(int count) {
        RunningService.await(() -> {
            var portal = service.portal("main");
            return portal.get("running").isNull() && portal.get("runs").size() == count;
        });
    }
}
