package io.hubflow.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestionsTest {
    private static final List<String> KNOWN = List.of("contacts", "contact", "companies", "deals", "tickets");

    @Test
    void namesTheNearestFirst() {
        assertThat(Suggestions.nearest("contcats", KNOWN)).startsWith("contacts");
        assertThat(Suggestions.nearest("deal", KNOWN)).containsExactly("deals");
    }

    @Test
    void saysSomethingElseWhenNothingIsNear() {
        assertThat(Suggestions.sentence("widgets", KNOWN, "See `hubflow discover`."))
                .isEqualTo("See `hubflow discover`.");
    }
}
