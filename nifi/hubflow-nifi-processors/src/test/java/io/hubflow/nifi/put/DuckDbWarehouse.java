package io.hubflow.nifi.put;

import io.hubflow.duckdb.DuckDbDestination;
import io.hubflow.duckdb.DuckDbSettings;
import io.hubflow.nifi.api.DestinationService;
import io.hubflow.nifi.api.OpenDestination;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.processor.exception.ProcessException;

/** A DuckDB file as a flow's warehouse, for what a warehouse in memory is too kind to show. */
public final class DuckDbWarehouse extends AbstractControllerService implements DestinationService {
    private static final long MEMORY_BYTES = 256L << 20;

    private final Path file;

    public DuckDbWarehouse(Path file) {
        this.file = file;
    }

    @Override
    public OpenDestination openDestination() {
        return OpenDestination.owned(DuckDbDestination.open(
                new DuckDbSettings(file, MEMORY_BYTES, DuckDbSettings.DEFAULT_THREADS, InstantSource.system())));
    }

    @Override
    public Connection getConnection() {
        try {
            return DriverManager.getConnection("jdbc:duckdb:" + file);
        } catch (SQLException e) {
            throw new ProcessException(e);
        }
    }

    /** What a query with one column of text gives, each once. */
    public TreeSet<String> values(String sql) {
        var values = new TreeSet<String>();
        try (var connection = getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new ProcessException(e);
        }
        return values;
    }

    /** Ids of a table's rows whose records are alive and in scope. */
    public TreeSet<Long> liveIds(String table) {
        return ids("SELECT _id FROM " + table + " WHERE NOT _archived AND _deleted_at IS NULL AND _merged_into IS NULL"
                + " AND _out_of_scope IS NULL");
    }

    /** What a query with one column of ids gives. */
    public TreeSet<Long> ids(String sql) {
        return values(sql).stream().map(Long::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }
}
