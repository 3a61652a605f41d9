package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Load, change, load again through the real driver: the tables equal the portal, only what changed is asked of the warehouse,
 * and nothing at all when nothing did. {@code -Dhubflow.e2e.snowflake-contacts=200000} makes it the size of the promise.
 */
@Tag("thorough")
final class SnowflakeEqualsTruthIT {
    private static final int CONTACTS = Integer.getInteger("hubflow.e2e.snowflake-contacts", 1_000);
    private static final int MUTATIONS = CONTACTS / 40;
    private static final int PROPERTIES = 50;
    private static final List<String> OBJECTS = List.of("contacts", "companies", "deals", "tickets");
    private static final List<String> OTHERS = List.of(
            "companies.name",
            "companies.numberofemployees",
            "deals.dealname",
            "deals.amount",
            "deals.closedate",
            "tickets.subject",
            "tickets.content");

    /** Claims the schema, reads the state from Snowflake's result cache, and gives the claim back: none takes a warehouse. */
    private static final List<String> LOOKING = List.of("ALTER_SESSION", "DDL", "SHOW", "SELECT", "DDL");

    @TempDir
    Path directory;

    @Test
    void onlyWhatChangedIsAskedOfTheWarehouse() throws Exception {
        try (var portal = new SnowflakePortal(options(), directory, OBJECTS, properties())) {
            var snowflake = portal.snowflake();
            var first = report(portal.sync("--settle-lag", "0s").requireSuccess());
            portal.assertTablesEqualTruth();
            tell("first load", first, snowflake);

            portal.simulator()
                    .mutate(new Mutation.Update("contacts", new Target.Random(MUTATIONS, 1), List.of(), Map.of()));
            portal.simulator().mutate(new Mutation.Create("deals", 25, Map.of()));
            snowflake.resetLog();
            var second = report(portal.sync("--settle-lag", "0s").requireSuccess());
            tell("after " + MUTATIONS + " changes", second, snowflake);
            assertOneMergeForEach(snowflake.statements(), "CONTACTS", "DEALS");
            assertNotMentioned(snowflake.statements(), "COMPANIES", "TICKETS");
            portal.assertTablesEqualTruth();

            snowflake.resetLog();
            var third = report(portal.sync("--settle-lag", "0s").requireSuccess());
            tell("with nothing changed", third, snowflake);
            assertThat(snowflake.statements())
                    .as("an idle run looks at the state and does nothing else")
                    .extracting(SnowflakeStandIn.Statement::kind)
                    .containsExactlyElementsOf(LOOKING);
            portal.assertTablesEqualTruth();
        }
    }

    private static void assertOneMergeForEach(List<SnowflakeStandIn.Statement> statements, String... tables) {
        for (var table : tables) {
            assertThat(statements)
                    .as(table)
                    .filteredOn(s -> s.kind().equals("MERGE") && mentions(s, table))
                    .hasSize(1);
            assertThat(statements)
                    .as(table)
                    .filteredOn(s -> s.kind().equals("INSERT") || s.kind().equals("COPY"))
                    .noneMatch(s -> mentions(s, table));
        }
    }

    private static void assertNotMentioned(List<SnowflakeStandIn.Statement> statements, String... tables) {
        for (var table : tables) {
            assertThat(statements)
                    .as(table)
                    .filteredOn(s -> mentions(s, table))
                    .extracting(s -> s.sql().substring(0, Math.min(100, s.sql().length())))
                    .isEmpty();
        }
    }

    private static boolean mentions(SnowflakeStandIn.Statement statement, String table) {
        return statement.sql().contains(".\"" + table + "\"");
    }

    private static SimulatorOptions options() {
        return SimulatorOptions.defaults()
                .withSeed(7)
                .withTier(Tier.UNLIMITED)
                .withRecords("contacts", CONTACTS)
                .withRecords("companies", 300)
                .withRecords("deals", 200)
                .withRecords("tickets", 100);
    }

    /** The first 50 properties of contacts that are there in every portal, and a few of the others'. */
    private List<String> properties() throws IOException, InterruptedException {
        try (var simulator = Simulator.start(options())) {
            var described = Hubflow.run(
                            directory,
                            "discover",
                            "contacts",
                            "--base-url",
                            simulator.url().toString(),
                            "--token",
                            simulator.token(),
                            "--output",
                            "json")
                    .requireSuccess();
            var names = new HashSet<String>();
            var properties = new ObjectMapper()
                    .readTree(described.output())
                    .path("object_types")
                    .path(0)
                    .path("properties");
            var chosen = new ArrayList<String>();
            for (var property : properties) {
                var name = property.path("name").asText();
                if (chosen.size() < PROPERTIES && names.add(name)) {
                    chosen.add("contacts." + name);
                }
            }
            return Stream.concat(chosen.stream(), OTHERS.stream()).toList();
        }
    }

    private static JsonNode report(Hubflow.Ended run) throws IOException {
        return new ObjectMapper().readTree(run.output());
    }

    private static void tell(String what, JsonNode report, SnowflakeStandIn snowflake) throws IOException {
        var objects = new StringBuilder();
        for (var object : report.path("objects")) {
            objects.append("%s %s read, %s written, %s unchanged, %s s; "
                    .formatted(
                            object.path("object_type").asText(),
                            object.path("rows_read"),
                            object.path("rows_written"),
                            object.path("rows_unchanged"),
                            object.path("seconds")));
        }
        System.out.printf(
                "%s: %sstatements %s; bytes staged %s%n",
                what, objects, snowflake.statementsByKind(), snowflake.stats().path("bytesStaged"));
    }
}
