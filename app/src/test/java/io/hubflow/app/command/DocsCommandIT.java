package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about the tables that a sync made. */
class DocsCommandIT {
    @TempDir
    Path folder;

    @Test
    void thePageTellsColumnsLabelsFillRatesAndLinksOfTheLoadedPortal() throws IOException {
        try (var hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 20L, "deals", 10L))
                .withToken("pat-na1-docs"))) {
            var environment = Map.of(
                    "HUBSPOT_ACCESS_TOKEN",
                    "pat-na1-docs",
                    "HUBFLOW_HUBSPOT_BASE_URL",
                    hubSpot.url().toString(),
                    "HUBFLOW_OBJECT_TYPES",
                    "contacts,deals",
                    "HUBFLOW_INCLUDE_PROPERTIES",
                    "email,dealname,dealstage,lifecyclestage,createdate");
            assertThat(CommandLineRun.of(folder, environment, "docs", "tables").code())
                    .isEqualTo(4);
            CommandLineRun.of(folder, environment, "sync");

            var markdown = CommandLineRun.of(folder, environment, "docs", "tables");
            var html = CommandLineRun.of(folder, environment, "docs", "tables", "--format", "html");

            assertThat(markdown.out())
                    .contains(
                            "## contacts\n\n20 rows.",
                            "| `email` | Email | VARCHAR | ",
                            "contacts_deals",
                            "subscriber, lead, ");
            assertThat(html.out()).contains("<!doctype html>", "id=\"table-deals\"", "<meter ");
            assertThat(CommandLineRun.of(folder, environment, "docs", "tables", "--no-fill-rates")
                            .out())
                    .doesNotContain(" %");
        }
    }
}
