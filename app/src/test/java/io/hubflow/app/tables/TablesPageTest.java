package io.hubflow.app.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Both formats of the page about a portal's tables. */
class TablesPageTest {
    private static final PortalTables PORTAL = new PortalTables(
            List.of(
                    new PortalTables.Table(
                            "deals", 40, List.of(column("amount", "Amount | net <b>", "Money\nto come", 0.5))),
                    new PortalTables.Table("contacts", 1, List.of())),
            List.of(new PortalTables.Link("contacts_deals", "contacts", "deals", 7)),
            Map.of("deals_history", 99L));

    private static PortalTables.Column column(String name, String label, String description, double filled) {
        return new PortalTables.Column(
                name,
                label,
                description,
                "DECIMAL",
                true,
                List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
                OptionalDouble.of(filled));
    }

    @Test
    void markdownHasALineForEachColumnAndADiagramOfTheLinks() {
        var page = MarkdownTables.render(PORTAL, "DuckDB file crm.duckdb");

        assertThat(page)
                .contains(
                        "# Tables of DuckDB file crm.duckdb",
                        "contacts[\"contacts\"] -- \"7 rows\" --- deals[\"deals\"]",
                        "| `contacts_deals` | contacts | deals | 7 |",
                        "| `amount` | Amount \\| net &lt;b> | DECIMAL | 50 % | Money to come Calculated by HubSpot. |"
                                + " 1, 2, 3, 4, 5, 6, 7, 8 and 2 more |",
                        "1 row.",
                        "| `deals_history` | 99 |")
                .endsWith("|\n");
    }

    @Test
    void htmlNeedsNothingElseAndEscapesWhatHubSpotSays() {
        var page = HtmlTables.render(PORTAL, "Snowflake <A>");

        assertThat(page)
                .contains(
                        "<title>Tables of Snowflake &lt;A&gt;</title>",
                        "Amount | net &lt;b&gt;",
                        "<svg ",
                        "contacts_deals: 7 rows")
                .contains("<meter max=\"1\" value=\"0.500\"></meter> <span>50 %</span>")
                .doesNotContain("<script", "http://", "https://", "src=");
    }
}
