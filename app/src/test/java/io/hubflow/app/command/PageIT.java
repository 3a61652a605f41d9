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
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status page in a browser, while a service loads a HubSpot stand-in whose property labels are hostile. */
class PageIT {
    private static final String TOKEN = "secret-token-1";
    private static final String HOSTILE =
            "<img src=x onerror=\"window.hostile=1\"></li><script>window.hostile=2</script>";

    /** More than the list of schema changes shows without being scrolled. */
    private static final int NEW_PROPERTIES = 12;

    private static final int NARROW = 360;

    @TempDir
    static Path folder;

    private static HeadlessChromium chromium;
    private static Simulator hubSpot;
    private static RunningService service;

    private BrowserContext context;
    private Page page;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        chromium = HeadlessChromium.open();
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 120L, "companies", 20L))
                .withIndexDelay(IndexDelay.NONE)
                .withToken(TOKEN));
        Files.writeString(folder.resolve("hubflow.yaml"), """
                object-types: [contacts, companies]
                associations: none
                schedule: {data-ingestion: 1 day}
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
                    "companies",
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
        var rows = object("contacts").locator(".rows strong");
        var before = Long.parseLong(rows.textContent());
        var nextPage = new Semaphore(0);
        hubSpot.beforePage(2, Endpoint.SEARCH, "contacts", nextPage::acquireUninterruptibly);
        hubSpot.beforePage(3, Endpoint.SEARCH, "contacts", nextPage::acquireUninterruptibly);
        hubSpot.mutate(new Mutation.Create("contacts", 500, Map.of()));
        runNow().click();

        var progress = object("contacts").locator(".progress p");
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
        assertThat(page.locator("h1")).hasText("Everything is fresh");
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
    void aNarrowDarkScreenShowsEverythingWithoutScrollingSideways() {
        context.close();
        open(new Browser.NewContextOptions().setViewportSize(NARROW, 740).setColorScheme(ColorScheme.DARK));
        assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(15, 21, 25)");
        assertFits();
        failToRun();
        assertFits();
        recover();
        for (var path : otherPages()) {
            page.navigate(path);
            assertFits();
        }
    }

    @Test
    void theKeyboardReachesEveryControlAndEachShowsItsFocus() {
        assertThat(tabThrough()).isEqualTo(page.evaluate("""
                () => [...document.querySelectorAll('a[href], button, input, [tabindex="0"]')]
                    .filter(one => one.checkVisibility()).map(one => one.outerHTML)"""));
        runNow().focus();
        var runs = runs().count();

        page.keyboard().press("Enter");

        assertThat(runs()).hasCount(runs + 1);
        assertThat(runNow()).isFocused();
    }

    @Test
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
        assertAccessible();
        recover();
        for (var path : otherPages()) {
            page.navigate(path);
            assertAccessible();
        }
    }

    private void open(Browser.NewContextOptions options) {
        context = chromium.browser.newContext(options.setBaseURL(service.address.toString()));
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
        return page.locator("tbody tr");
    }

    private Locator object(String objectType) {
        return page.locator(".object").filter(new Locator.FilterOptions().setHasText(objectType));
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

    /** @return what has the focus after each press of the Tab key, until it leaves the page */
    @SuppressWarnings("unchecked")
    private List<String> tabThrough() {
        var reached = new ArrayList<String>();
        while (true) {
            page.keyboard().press("Tab");
            var focused = (Map<String, Object>) page.evaluate("""
                    () => {
                      const style = getComputedStyle(document.activeElement);
                      return { html: document.activeElement.outerHTML, body: document.activeElement === document.body,
                               ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
                    }""");
            var html = String.valueOf(focused.get("html"));
            if (Boolean.TRUE.equals(focused.get("body")) || reached.contains(html)) {
                return reached;
            }
            assertThat(focused.get("ring")).as("focus is visible on " + html).isEqualTo(true);
            reached.add(html);
        }
    }

    /** Nothing reaches over the right edge but what scrolls by itself, and no text is cut off or tiny. */
    private void assertFits() {
        assertThat((int) page.evaluate("() => document.documentElement.scrollWidth"))
                .as(page.url())
                .isLessThanOrEqualTo(NARROW);
        var unreadable = page.evaluate("""
                () => [...document.querySelectorAll('body *')].filter(one => {
                  if (!one.checkVisibility() || one.closest('.skip, svg, option')) return false;
                  if (![...one.childNodes].some(child => child.nodeType === 3 && child.nodeValue.trim())) return false;
                  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
                  const outside = !one.closest('.scroll') && (box.left < 0 || box.right > innerWidth);
                  const cut = style.overflowX === 'hidden' && one.scrollWidth > one.clientWidth;
                  return outside || cut || parseFloat(style.fontSize) < 12;
                }).map(one => one.outerHTML)""");
        assertThat((List<?>) unreadable).as(page.url()).isEmpty();
    }

    private void assertAccessible() throws IOException {
        try (var axe = PageIT.class.getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            var violations = page.evaluate("""
                    () => axe.run({ resultTypes: ['violations'] }).then(result => result.violations
                      .filter(one => one.impact === 'serious' || one.impact === 'critical')
                      .map(one => one.id + ': ' + one.nodes.map(node => node.html + node.failureSummary).join('; ')))""");
            assertThat((List<?>) violations).as(page.url() + ", " + scheme).isEmpty();
        }
    }

    /** Until so many runs have ended, and none is under way. */
    private static void awaitRuns(int count) {
        RunningService.await(() -> {
            var portal = service.portal("main");
            return portal.get("running").isNull() && portal.get("runs").size() == count;
        });
    }
}
