package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.app.report.Json;
import io.hubflow.engine.view.FivetranTable;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.ListPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views for the dbt package, over one portal that has everything that they show, in DuckDB and in Snowflake. */
@Tag("thorough")
class ViewsCommandIT {
    private static final String OBJECTS =
            "contacts,companies,deals,tickets,calls,emails,meetings,notes,tasks,communications";

    @TempDir
    static Path folder;

    private static Simulator hubSpot;
    private static SnowflakeAccount account;
    private static Map<String, String> duckDb;
    private static Map<String, String> snowflake;

    @BeforeAll
    static void load() throws IOException, SQLException {
        var records = new HashMap<String, Long>();
        for (var type : OBJECTS.split(",")) {
            records.put(type, 12L);
        }
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(records)
                .withLists(List.of(ListPlan.of("contacts", 5), ListPlan.of("companies", 4)))
                .withToken("pat-na1-views"));
        hubSpot.mutate(new Mutation.Archive("contacts", Target.random(2, 1)));
        account = new SnowflakeAccount();
        var hub = Map.of(
                "HUBSPOT_ACCESS_TOKEN",
                "pat-na1-views",
                "HUBFLOW_HUBSPOT_BASE_URL",
                hubSpot.url().toString(),
                "HUBFLOW_OBJECT_TYPES",
                OBJECTS,
                "HUBFLOW_HISTORY",
                "contacts.email,companies.name,tickets.subject,deals.dealstage",
                "HUBFLOW_INCLUDE_PROPERTIES",
                "email,name,createdate,annualrevenue,industry,amount,pipeline,dealstage,closedate,hubspot_owner_id,subject,"
                        + "hs_pipeline*,hs_note_body,hs_timestamp,lifecyclestage",
                "HUBFLOW_ASSOCIATIONS",
                pairs());
        duckDb = new HashMap<>(hub);
        duckDb.put("HUBFLOW_DUCKDB_PATH", "crm.duckdb");
        snowflake = new HashMap<>(hub);
        var schema = account.newSchema();
        snowflake.putAll(account.environment(schema));
        account.administer("CREATE SCHEMA HUBSPOT.DBT");
        account.administer("GRANT USAGE, CREATE VIEW ON SCHEMA HUBSPOT.DBT TO ROLE " + SnowflakeAccount.ROLE);
        for (var warehouse : List.of(duckDb, snowflake)) {
            var sync = CommandLineRun.of(folder, warehouse, "sync");
            assertThat(sync.code()).as(sync.out() + sync.err()).isZero();
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        account.close();
        hubSpot.close();
    }

    @Test
    void everySourceTableHasItsColumnsTypesAndRowsInDuckDb() {
        var made = views(duckDb, "dbt");

        requireEverything(made, duckDb, "dbt");
    }

    @Test
    void everySourceTableHasItsColumnsTypesAndRowsInSnowflake() {
        var made = views(snowflake, "DBT");

        requireEverything(made, snowflake, "HUBSPOT.DBT");
    }

    /** For each view of links at least one pair. */
    private static String pairs() {
        var pairs = new ArrayList<>(
                List.of("contacts:deals", "companies:deals", "contacts:tickets", "companies:tickets", "deals:tickets"));
        for (var engagement : List.of("calls", "notes")) {
            for (var record : List.of("contacts", "companies", "deals", "tickets")) {
                pairs.add(record + ":" + engagement);
            }
        }
        return String.join(",", pairs);
    }

    private static void requireEverything(CommandLineRun made, Map<String, String> warehouse, String schema) {
        assertThat(made.code()).as(made.out() + made.err()).isZero();
        // Nothing is missing, so only what hubflow never loads is switched off.
        assertThat(made.out().lines().filter(line -> line.endsWith(": false")))
                .containsExactly("  hubspot_contact_form_enabled: false", "  hubspot_email_event_enabled: false");
        assertThat(made.out()).contains("  hubspot_service_enabled: true");
        for (var table : FivetranTable.all()) {
            var columns = table.columns().keySet().stream()
                    .map(name -> "\"" + (schema.equals("dbt") ? name : name.toUpperCase(Locale.ROOT)) + "\"")
                    .toList();
            rows(warehouse, "select " + String.join(", ", columns) + " from " + schema + "." + table.name());
            if (schema.equals("dbt")) {
                requireTypes(table);
            }
        }
        for (var same : SAME_COUNT.entrySet()) {
            assertThat(count(warehouse, schema + "." + same.getKey()))
                    .as(same.getKey())
                    .isPositive()
                    .isEqualTo(count(warehouse, same.getValue()));
        }
        assertThat(count(warehouse, schema + ".contact where _fivetran_deleted"))
                .isEqualTo(count(warehouse, "contacts where _archived"));
        assertThat(count(warehouse, schema + ".property_option")).isGreaterThan(10);
        assertThat(count(warehouse, schema + ".team_user")).isPositive();
        assertThat(rows(warehouse, "select count(*) as n from " + schema + ".deal_pipeline_stage where closed_won")
                        .get(0)
                        .elements()
                        .next()
                        .asLong())
                .isPositive();
        assertThat(count(
                        warehouse,
                        schema + ".property_option o join " + schema + ".property p on o.property_id = p._fivetran_id"))
                .isEqualTo(count(warehouse, schema + ".property_option"));
    }

    /** Views that have a row for each row of the tables beneath. */
    private static final Map<String, String> SAME_COUNT = new LinkedHashMap<>(Map.of(
            "contact", "contacts",
            "company", "companies",
            "deal", "deals",
            "ticket", "tickets",
            "engagement_call", "calls",
            "deal_company", "companies_deals",
            "owner", "hubspot_owners",
            "deal_stage", "deals_history where property = 'dealstage'",
            "contact_property_history", "contacts_history",
            "property", "hubspot_properties"));

    private static void requireTypes(FivetranTable table) {
        var wanted = Map.of(
                "INT", "BIGINT",
                "STRING", "VARCHAR",
                "TIMESTAMP", "TIMESTAMP WITH TIME ZONE",
                "BOOLEAN", "BOOLEAN",
                "FLOAT", "DOUBLE");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("crm.duckdb"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("describe dbt." + table.name())) {
            var types = new HashMap<String, String>();
            while (rows.next()) {
                types.put(rows.getString(1), rows.getString(2));
            }
            table.columns().forEach((name, type) -> {
                // Amounts keep HubSpot's type: a decimal number, or text for the revenue of contacts.
                var amount = name.startsWith("property_a") && type.name().equals("INT");
                assertThat(types.get(name))
                        .as(table.name() + "." + name)
                        .isIn(amount ? List.of("DECIMAL(38,9)", "VARCHAR") : List.of(wanted.get(type.name())));
            });
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void viewsAreMadeAnewWithNewColumnsAndWithoutThoseWhoseTablesAreGone() throws SQLException {
        views(duckDb, "again");
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("crm.duckdb"));
                var statement = connection.createStatement()) {
            statement.execute("create or replace view again.contact as select 1 as old");
            statement.execute("comment on view again.contact is 'hubflow: older'");
            statement.execute("create view again.abandoned as select 1 as old");
            statement.execute("comment on view again.abandoned is 'hubflow: older'");
            statement.execute("create view again.theirs as select 1 as old");
        }

        assertThat(views(duckDb, "again").code()).isZero();

        assertThat(count(duckDb, "again.contact where property_email is not null"))
                .isEqualTo(count(duckDb, "contacts where email is not null"));
        assertThat(rows(
                        duckDb,
                        "select view_name from duckdb_views() where schema_name = 'again' and view_name in"
                                + " ('abandoned', 'theirs')"))
                .hasSize(1);
    }

    @Test
    void labelledViewsShowLabelsInBothWarehouses() throws SQLException {
        account.administer("CREATE SCHEMA HUBSPOT.PEOPLE");
        account.administer("GRANT USAGE, CREATE VIEW ON SCHEMA HUBSPOT.PEOPLE TO ROLE " + SnowflakeAccount.ROLE);
        for (var warehouse : List.of(duckDb, snowflake)) {
            var schema = warehouse == duckDb ? "people" : "HUBSPOT.PEOPLE";
            var run = CommandLineRun.of(folder, warehouse, "views", "labelled", "--schema", "people");

            assertThat(run.code()).as("%s", run.out() + run.err()).isZero();
            assertThat(run.out()).isEqualTo("10 views in schema people.\n");
            // Stages by their labels, and in the simulator's portal a label is never the id.
            assertThat(count(
                            warehouse,
                            schema + ".deals_labelled l join hubspot_pipeline_stages s on s.label = l.\"Dealstage\""
                                    + " where s.object_type = 'deals'"))
                    .isGreaterThanOrEqualTo(count(warehouse, "deals where dealstage is not null"));
            assertThat(count(warehouse, schema + ".contacts_labelled where \"Email\" is not null"))
                    .isEqualTo(count(warehouse, "contacts where email is not null"));
        }
    }

    @Test
    void aSyncThatChangesColumnsMakesTheViewsAnew() throws SQLException {
        account.administer("CREATE SCHEMA HUBSPOT.GROWING");
        account.administer("GRANT USAGE, CREATE VIEW ON SCHEMA HUBSPOT.GROWING TO ROLE " + SnowflakeAccount.ROLE);
        for (var warehouse : List.of(few("growing.duckdb", duckDb), few("", snowflake))) {
            var schema = warehouse.containsKey("HUBFLOW_DUCKDB_PATH") ? "growing" : "HUBSPOT.GROWING";
            requireSynced(warehouse);
            assertThat(CommandLineRun.of(folder, warehouse, "views", "labelled", "--schema", "growing")
                            .code())
                    .isZero();
            var grown = new HashMap<>(warehouse);
            grown.put("HUBFLOW_INCLUDE_PROPERTIES", "name,city");

            requireSynced(grown);

            assertThat(count(warehouse, schema + ".companies_labelled where \"City\" is not null"))
                    .isPositive()
                    .isEqualTo(count(warehouse, "companies where city is not null"));
        }
    }

    private static void requireSynced(Map<String, String> warehouse) {
        var sync = CommandLineRun.of(folder, warehouse, "sync");
        assertThat(sync.code()).as("%s", sync.out() + sync.err()).isZero();
    }

    /** A place of its own with one small table. */
    private static Map<String, String> few(String file, Map<String, String> warehouse) throws SQLException {
        var environment = new HashMap<>(warehouse);
        if (file.isEmpty()) {
            environment.putAll(account.environment(account.newSchema()));
        } else {
            environment.put("HUBFLOW_DUCKDB_PATH", file);
        }
        environment.put("HUBFLOW_OBJECT_TYPES", "companies");
        environment.remove("HUBFLOW_HISTORY");
        environment.put("HUBFLOW_ASSOCIATIONS", "none");
        environment.put("HUBFLOW_INCLUDE_PROPERTIES", "name");
        return environment;
    }

    @Test
    void aViewOfSomebodyElseIsNeverReplaced() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("crm.duckdb"));
                var statement = connection.createStatement()) {
            statement.execute("create schema mine");
            statement.execute("create view mine.deal as select 1 as one");
        }

        var run = views(duckDb, "mine");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("DESTINATION_FOREIGN_TABLE", "mine.deal");
        assertThat(count(duckDb, "mine.deal")).isOne();
    }

    @Test
    void theSchemaOfTheTablesIsRefused() {
        var run = views(duckDb, "main");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("\"main\" is not a valid schema for the views");
    }

    @Test
    void whatWasNotLoadedIsSwitchedOff() {
        var environment = new HashMap<>(duckDb);
        environment.put("HUBFLOW_DUCKDB_PATH", "few.duckdb");
        environment.put("HUBFLOW_OBJECT_TYPES", "contacts,companies");
        environment.remove("HUBFLOW_HISTORY");
        environment.put("HUBFLOW_ASSOCIATIONS", "none");
        environment.put("HUBFLOW_INCLUDE_PROPERTIES", "email,name");
        assertThat(CommandLineRun.of(folder, environment, "sync").code()).isZero();

        var run = views(environment, "dbt");

        assertThat(run.out())
                .contains(
                        "hubspot_deal_enabled: false",
                        "hubspot_engagement_enabled: false",
                        "hubspot_service_enabled: false",
                        "hubspot_contact_property_history_enabled: false")
                .doesNotContain("hubspot_contact_enabled: false", "hubspot_company_enabled: false");
    }

    /** The package has no switch for the stages of deals and the history of tickets but those of deals and tickets. */
    @Test
    void dealsAndTicketsStaySwitchedOnWithoutTheirHistories() {
        var environment = new HashMap<>(duckDb);
        environment.put("HUBFLOW_DUCKDB_PATH", "present.duckdb");
        environment.put("HUBFLOW_OBJECT_TYPES", "deals,tickets");
        environment.remove("HUBFLOW_HISTORY");
        environment.put("HUBFLOW_ASSOCIATIONS", "none");
        environment.put("HUBFLOW_INCLUDE_PROPERTIES", "dealstage,pipeline,hs_v2_date_entered_current_stage,subject");
        assertThat(CommandLineRun.of(folder, environment, "sync").code()).isZero();

        var run = views(environment, "dbt");

        assertThat(run.out())
                .contains("hubspot_service_enabled: true", "hubspot_deal_property_history_enabled: false")
                .doesNotContain("hubspot_deal_enabled", "hubspot_service_enabled: false");
        assertThat(count(environment, "dbt.deal_stage"))
                .isPositive()
                .isEqualTo(count(environment, "deals where dealstage is not null"));
        assertThat(count(environment, "dbt.deal_stage where date_entered is not null and _fivetran_active"))
                .isPositive();
        assertThat(count(environment, "dbt.ticket_property_history")).isZero();
    }

    private static CommandLineRun views(Map<String, String> warehouse, String schema) {
        return CommandLineRun.of(folder, warehouse, "views", "fivetran", "--schema", schema);
    }

    private static long count(Map<String, String> warehouse, String from) {
        return rows(warehouse, "select count(*) as n from " + from)
                .get(0)
                .elements()
                .next()
                .asLong();
    }

    private static JsonNode rows(Map<String, String> warehouse, String sql) {
        var run = CommandLineRun.of(folder, warehouse, "query", sql, "--output", "json");
        assertThat(run.code()).as("%s", sql + "\n" + run.out() + run.err()).isZero();
        return Json.read(run.out());
    }
}
