package io.hubflow.nifi.testbed;

import io.hubflow.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The flow HubSpot-to-DuckDB on a NiFi, as its administrator sees it, and the file that it fills. */
final class DuckDbFlow {
    static final Path LIB = Path.of(System.getProperty("nifi.lib"));
    static final List<Path> NARS =
            List.of(Path.of(System.getProperty("hubflow.nar")), Path.of(System.getProperty("hubflow.duckdb.nar")));
    static final String HEAP = "512m";

    private static final Path DEFINITION = Path.of(System.getProperty("hubflow.flows"), "HubSpot-to-DuckDB.json");

    private final NiFiApi api;
    private final String group;
    private final Path file;

    private DuckDbFlow(NiFiApi api, String group, Path file) {
        this.api = api;
        this.group = group;
        this.file = file;
    }

    /** Imports the flow and fills in the parameters that the documentation names. */
    static DuckDbFlow importInto(NiFiApi api, Simulator simulator, String objectTypes, Path file) {
        var group = api.importFlow(DEFINITION, "HubSpot to DuckDB", 0, 0);
        api.setParameters(
                "HubSpot Source Parameters",
                Map.of(
                        "HubSpot Access Token", simulator.token(),
                        "HubSpot API URL", simulator.url().toString()));
        api.setParameters("HubSpot Destination Parameters", Map.of("DuckDB Database File", file.toString()));
        api.setParameters(
                "HubSpot Ingestion Parameters",
                Map.of("Object Types", objectTypes, "Data Ingestion Schedule", "3 sec", "Settle Lag", "10 sec"));
        return new DuckDbFlow(api, group, file);
    }

    /** The same flow of a NiFi that was started again. */
    DuckDbFlow on(NiFiApi restarted) {
        return new DuckDbFlow(restarted, group, file);
    }

    NiFiApi api() {
        return api;
    }

    String group() {
        return group;
    }

    void start() {
        api.enableServices(group);
        var invalid = api.invalidProcessors(group);
        if (!invalid.isEmpty()) {
            throw new IllegalStateException("invalid: " + invalid);
        }
        api.start(group);
    }

    NiFiApi.Component processor(String simpleType) {
        return api.processors(group).stream()
                .filter(processor -> processor.simpleType().equals(simpleType))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Differences of all these types; a reason alone while FlowFiles are under way. Looks at a copy: an open file would keep
     * the flow's writer out.
     */
    List<String> differences(Simulator simulator, String... objectTypes) {
        if (!Files.exists(file) || api.status(group).queued() > 0) {
            return List.of("FlowFiles are under way");
        }
        try (var connection = openCopy()) {
            var differences = new ArrayList<String>();
            for (var type : objectTypes) {
                differences.addAll(new TableTruth(connection).differences(simulator, type));
            }
            return differences;
        } catch (SQLException | IOException e) {
            return List.of("not readable now: " + e.getMessage());
        }
    }

    /** One number out of the file, or -1 while it cannot be read. */
    long query(String sql) {
        try (var connection = openCopy();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException | IOException e) {
            return -1;
        }
    }

    private Connection openCopy() throws SQLException, IOException {
        var copy = file.resolveSibling("copy.duckdb");
        Files.deleteIfExists(copy.resolveSibling("copy.duckdb.wal"));
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        return DriverManager.getConnection("jdbc:duckdb:" + copy);
    }
}
