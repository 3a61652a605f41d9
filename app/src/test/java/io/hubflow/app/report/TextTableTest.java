package io.hubflow.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void alignsTextLeftAndNumbersRight() {
        var table =
                new TextTable(List.of("name", "rows")).row("contacts", "1,234").row("deals", "7");

        assertThat(table.render()).isEqualTo("""
                name       rows
                --------  -----
                contacts  1,234
                deals         7
                """);
    }

    @Test
    void keepsARowOnOneLineWhateverItsValues() {
        var table = new TextTable(List.of("text"))
                .row("a\nb\tc\u0007")
                .row("x".repeat(100))
                .row("👋 hello");

        assertThat(table.render().lines()).hasSize(5).contains("a\\nb\\tc\\u0007", "x".repeat(59) + "…", "👋 hello");
    }

    @Test
    void keepsTheLinesOfADrawing() {
        assertThat(TextTable.drawing("┌──┐\n│ a\u001b│  \n└──┘")).isEqualTo("┌──┐\n│ a\\u001b│\n└──┘\n");
    }

    @Test
    void cutsNothingButGivesEachValueALineWhereATableIsTooWide() {
        var table = new TextTable(List.of("type", "read to")).row("contacts", "2026-11-28T10:18:56Z");

        assertThat(table.renderUncut(30)).isEqualTo("""
                type      read to
                --------  --------------------
                contacts  2026-11-28T10:18:56Z
                """);
        assertThat(table.renderUncut(29)).isEqualTo("""
                -- record 1 --
                type     contacts
                read to  2026-11-28T10:18:56Z
                """);
    }

    @Test
    void rendersAnEmptyTableAsItsHeader() {
        assertThat(new TextTable(List.of("a", "b")).render()).isEqualTo("a  b\n-  -\n");
    }
}
