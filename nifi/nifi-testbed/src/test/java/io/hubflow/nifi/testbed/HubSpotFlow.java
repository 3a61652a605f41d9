package io.hubflow.nifi.testbed;

import io.hubflow.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of the flow definitions on a NiFi, as its administrator sees it, and the tables that it fills. */
final class HubSpotFlow {
    static final Path LIB = Path.of(System.getProperty("nifi.lib"));
    static final Path NAR = Path.of(System.getProperty("hubflow.nar"));
    static final Path DUCKDB_NAR = Path.of(System.getProperty("hubflow.duckdb.nar"));
    static final Path SNOWFLAKE_NAR = Path.of(System.getProperty("hubflow.snowflake.nar"));
    private static final String HEAP = "512m";
    static final String DUCKDB_PARAMETERS = "DuckDB Destination Parameters";

    private static final Path DEFINITIONS = Path.of(System.getProperty("hubflow.flows"));

    private final NiFiApi api;
    private final String group;
    private final Warehouse warehouse;

    private HubSpotFlow(NiFiApi api, String group, Warehouse warehouse) {
        this.api = api;
        this.group = group;
        this.warehouse = warehouse;
    }

    /** Starts a NiFi that lives for minutes: the first compiler tier alone starts it with less work. */
    static NiFiProcess startNiFi(NiFiHome home) {
        return NiFiProcess.start(home, HEAP, "-XX:TieredStopAtLevel=1");
    }

    static HubSpotFlow toDuckDb(NiFiApi api, Simulator simulator, String objectTypes, String quotaShare, Path file) {
        var group = api.importFlow(DEFINITIONS.resolve("HubSpot-to-DuckDB.json"), "HubSpot to DuckDB", 0, 0);
        fillIn(
                api,
                simulator,
                objectTypes,
                quotaShare,
                DUCKDB_PARAMETERS,
                Map.of("DuckDB Database File", file.toString()));
        return new HubSpotFlow(api, group, new DuckDbFile(file)).readingEverythingSoon();
    }

    static HubSpotFlow toSnowflake(
            NiFiApi api, Simulator simulator, String objectTypes, String quotaShare, EmulatedSnowflake snowflake) {
        var group = api.importFlow(DEFINITIONS.resolve("HubSpot-to-Snowflake.json"), "HubSpot to Snowflake", 600, 0);
        fillIn(api, simulator, objectTypes, quotaShare, "HubSpot Destination Parameters", snowflake.parameters());
        return new HubSpotFlow(api, group, snowflake).readingEverythingSoon();
    }

    private HubSpotFlow readingEverythingSoon() {
        setProperty("ListHubSpotObjects", "Sensitive Properties", "*");
        // What is read again for its late index would be under way whenever a test looks.
        setProperty("ListHubSpotObjects", "Window Overlap", "5 sec");
        return this;
    }

    /** The parameters that the documentation names; the schedules as short as a test wants them. */
    private static void fillIn(
            NiFiApi api,
            Simulator simulator,
            String objectTypes,
            String quotaShare,
            String destinationContext,
            Map<String, String> destinationParameters) {
        api.setParameters(
                "HubSpot Source Parameters",
                Map.of(
                        "HubSpot Access Token", simulator.token(),
                        "HubSpot API URL", simulator.url().toString(),
                        "HubSpot Quota Share", quotaShare));
        api.setParameters(destinationContext, destinationParameters);
        api.setParameters(destinationContext, Map.of("Merge Schedule", "2 sec"));
        api.setParameters(
                "HubSpot Ingestion Parameters",
                Map.of(
                        "Object Types", objectTypes,
                        "Data Ingestion Schedule", "3 sec",
                        "Settle Lag", "5 sec",
                        // A pass over everything would be under way whenever a test looks.
                        "Refresh Policy", "NEVER"));
    }

    /** The same flow of a NiFi that was started again. */
    HubSpotFlow on(NiFiApi restarted) {
        return new HubSpotFlow(restarted, group, warehouse);
    }

    NiFiApi api() {
        return api;
    }

    String group() {
        return group;
    }

    /** Every verification that the canvas offers; a line for each step. */
    List<String> verifyAll() {
        var steps = new ArrayList<String>();
        api.services(group).forEach(service -> steps.addAll(api.verify(service)));
        api.enableServices(group);
        requireValid();
        steps.addAll(api.verify(processor("ListHubSpotObjects")));
        steps.addAll(api.verify(processor("PutHubSpotTable")));
        return steps;
    }

    void start() {
        api.enableServices(group);
        requireValid();
        api.start(group);
    }

    /** Goes on with a pool of the administrator's own; the flow's connection service is deleted, so nothing else can write. */
    void usePool(Map<String, String> poolProperties) {
        var pool = api.addService(group, "org.apache.nifi.dbcp.DBCPConnectionPool", poolProperties);
        var service = api.addService(
                group,
                "io.hubflow.nifi.pool.PooledSnowflakeService",
                Map.of("Connection Pool", pool, "Destination Database", "HUBSPOT", "Destination Schema", "CRM"));
        api.stop(group);
        setProperty("PutHubSpotTable", "Connection Service", service);
        for (var planner : List.of("ListHubSpotObjects", "ListArchivedHubSpotObjects", "GetHubSpotSchema")) {
            setProperty(planner, "Destination Service", service);
        }
        api.removeService(api.services(group).stream()
                .filter(known -> known.simpleType().equals("SnowflakeConnectionService"))
                .findFirst()
                .orElseThrow());
        start();
    }

    /** Changes a property of a stopped processor. */
    void setProperty(String simpleType, String name, String value) {
        api.setProperties(processor(simpleType).id(), Map.of(name, value));
    }

    boolean isAtWork() {
        return api.status(group).activeThreads() > 0;
    }

    private void requireValid() {
        var invalid = api.invalidProcessors(group);
        if (!invalid.isEmpty()) {
            throw new IllegalStateException("invalid: " + invalid);
        }
    }

    Component processor(String simpleType) {
        return api.processors(group).stream()
                .filter(processor -> processor.simpleType().equals(simpleType))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until the tables of these types, which are in the order of the flow, and of their pairs equal the truth. */
    void awaitEqual(String what, Duration limit, Simulator simulator, String... objectTypes) {
        var last = new ArrayList<String>();
        try {
            Await.until(what + " is in the tables", limit, () -> {
                last.clear();
                last.addAll(differences(simulator, objectTypes));
                return last.isEmpty();
            });
        } catch (IllegalStateException e) {
            throw new AssertionError(
                    e.getMessage() + "; " + last + "; waiting " + api.waiting(group) + "; bulletins " + api.bulletins(),
                    e);
        }
    }

    /** Differences of all these types; a reason alone while FlowFiles are under way. */
    private List<String> differences(Simulator simulator, String... objectTypes) {
        if (api.status(group).queued() > 0) {
            return List.of("FlowFiles are under way");
        }
        try (var connection = warehouse.open()) {
            var differences = new ArrayList<String>();
            for (var type : objectTypes) {
                differences.addAll(new TableTruth(warehouse, connection).differences(simulator, type));
            }
            for (var from = 0; from < objectTypes.length; from++) {
                for (var to = from + 1; to < objectTypes.length; to++) {
                    differences.addAll(new TableTruth(warehouse, connection)
                            .linkDifferences(simulator, objectTypes[from], objectTypes[to]));
                }
            }
            return differences;
        } catch (SQLException | IOException e) {
            return List.of("not readable now: " + e.getMessage());
        }
    }

    /** Rows of a table that fulfil a condition. */
    long count(String table, String condition) throws SQLException, IOException {
        var sql = "SELECT count(*) FROM " + warehouse.named(table) + " WHERE " + condition;
        try (var connection = warehouse.open();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
