package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of properties that HubSpot would not give, in the tables of both warehouses. */
class PropertyNamesIT {
    private static final String LONG = "x".repeat(300);

    private static final List<String> NAMES = List.of(
            "\"><script>alert(1)</script>",
            "it's",
            "back\\slash",
            "a.b; DROP TABLE contacts; --",
            "nul\u0000nul",
            "two\nlines",
            " leads with a blank",
            "ends with a blank ",
            "ends with a tab\t",
            "ends with a blank",
            "_id",
            "renewal_date",
            "Renewal_Date",
            "select",
            "Größe 📏",
            LONG + "1",
            LONG + "2");

    @TempDir
    Path folder;

    private static Simulator hubSpot;

    @BeforeAll
    static void start() throws IOException {
        hubSpot = Simulator.start(
                SimulatorOptions.defaults().withRecords(Map.of("contacts", 20L)).withToken("pat-na1-names"));
        for (var name : NAMES) {
            hubSpot.mutate(new Mutation.CreateProperty(
                    "contacts", name, "string", "text", List.of(), "non_sensitive", false, true));
        }
    }

    @AfterAll
    static void stop() {
        hubSpot.close();
    }

    @Test
    void everyNameBecomesAColumnThatHoldsItsValuesInDuckDb() {
        assertLoads(Map.of("HUBFLOW_DUCKDB_PATH", "names.duckdb"));
    }

    @Test
    @Tag("thorough")
    void everyNameBecomesAColumnThatHoldsItsValuesInSnowflake() throws SQLException {
        try (var account = new SnowflakeAccount()) {
            assertLoads(account.environment(account.newSchema()));
        }
    }

    private void assertLoads(Map<String, String> warehouse) {
        var environment = new HashMap<>(warehouse);
        environment.put("HUBSPOT_ACCESS_TOKEN", "pat-na1-names");
        environment.put("HUBFLOW_HUBSPOT_BASE_URL", hubSpot.url().toString());
        environment.put("HUBFLOW_OBJECT_TYPES", "contacts");
        environment.put("HUBFLOW_EXCLUDE_PROPERTIES", "hs_*");
        environment.put("HUBFLOW_ASSOCIATIONS", "none");

        var sync = CommandLineRun.of(folder, environment, "sync");
        var verify = CommandLineRun.of(folder, environment, "verify");

        assertThat(sync.code()).as(sync.out() + sync.err()).isZero();
        assertThat(verify.code()).as(verify.out() + verify.err()).isZero();
    }
}
