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
    void rendersAnEmptyTableAsItsHeader() {
        assertThat(new TextTable(List.of("a", "b")).render()).isEqualTo("a  b\n-  -\n");
    }
}
