package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What has to hold for every page of the service. */
final class PageChecks {
    /** CSS pixels of a narrow telephone's screen. */
    static final int NARROW = 360;

    private PageChecks() {}

    /** @return what has the focus after each press of the Tab key, until it leaves the page */
    @SuppressWarnings("unchecked")
    static List<String> tabThrough(Page page) {
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
    static void assertFits(Page page) {
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

    /** axe finds nothing that is serious or critical, neither in the light nor in the dark. */
    static void assertAccessible(Page page) throws IOException {
        try (var axe = PageChecks.class.getResourceAsStream("/axe.min.js")) {
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
}
