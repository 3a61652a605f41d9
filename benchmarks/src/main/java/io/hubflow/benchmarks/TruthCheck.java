package io.hubflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares tables of a DuckDB file with what the simulator says is true: which records there are, when each was modified, and
 * the values of some text properties; and which links there are.
 */
final class TruthCheck {
    private static final int COMPARED_PROPERTIES = 5;

    private final Path work;

    TruthCheck(Path work) {
        this.work = work;
    }

    /** @return a sentence for a table that differs; empty when it is equal */
    List<String> records(SimulatorProcess simulator, Path file, String type, String table)
            throws IOException, InterruptedException {
        try (var database = open(file)) {
            var compared = textColumns(database, table);
            var truth = simulator.download(
                    "/records/" + type + "?properties=" + String.join(",", compared), work.resolve("truth.ndjson"));
            var difference = new StringBuilder("t._updated_at is distinct from r.updated");
            for (var name : compared) {
                difference.append(" or (t._unparsed is null and coalesce(t.%1$s, '') <> coalesce(r.p['%2$s'], ''))"
                        .formatted(quoted(name), name.replace("'", "''")));
            }
            var differences = differences(database, table, """
                    with r as (select id, updatedAt::timestamp as updated, properties as p from read_json('%s',
                        format = 'newline_delimited', columns = {id: 'BIGINT', updatedAt: 'VARCHAR', archived: 'BOOLEAN',
                        properties: 'MAP(VARCHAR, VARCHAR)'}, maximum_object_size = 16777216) where not archived),
                    t as (select * replace (make_timestamp(epoch_us(_updated_at)) as _updated_at) from %s
                        where not coalesce(_archived, false) and _deleted_at is null and _merged_into is null)
                    select count(*) filter (where t._id is null), count(*) filter (where r.id is null),
                        count(*) filter (where t._id = r.id and (%s))
                    from t full join r on t._id = r.id
                    """.formatted(truth, quoted(table), difference));
            Files.delete(truth);
            return differences;
        } catch (SQLException e) {
            throw new IOException("the table " + table + " could not be compared: " + e.getMessage(), e);
        }
    }

    /** How many columns a table has, hubflow's own left out. */
    int columns(Path file, String table) throws IOException {
        try (var database = open(file);
                var query = database.prepareStatement("select count(*) from duckdb_columns() where table_name = ?"
                        + " and not starts_with(column_name, '_')")) {
            query.setString(1, table);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        } catch (SQLException e) {
            throw new IOException("the columns of " + table + " could not be counted: " + e.getMessage(), e);
        }
    }

    /** @return a sentence for a table of links that differs; empty when it is equal */
    List<String> links(SimulatorProcess simulator, Path file, String from, String to)
            throws IOException, InterruptedException {
        var table = from + "_" + to;
        var truth = simulator.download("/links/" + from + "/" + to, work.resolve("truth.ndjson"));
        try (var database = open(file)) {
            var differences = differences(database, table, """
                    with r as (select * from read_json('%s', format = 'newline_delimited',
                        columns = {from_id: 'BIGINT', to_id: 'BIGINT', type_id: 'BIGINT', label: 'VARCHAR'}))
                    select count(*) filter (where t.from_id is null), count(*) filter (where r.from_id is null),
                        count(*) filter (where t.from_id = r.from_id and t.label is distinct from r.label)
                    from %s t full join r on t.from_id = r.from_id and t.to_id = r.to_id and t.type_id = r.type_id
                    """.formatted(truth, quoted(table)));
            Files.delete(truth);
            return differences;
        } catch (SQLException e) {
            throw new IOException("the table " + table + " could not be compared: " + e.getMessage(), e);
        }
    }

    private static List<String> differences(Connection database, String table, String sql) throws SQLException {
        try (var statement = database.createStatement();
                var counts = statement.executeQuery(sql)) {
            counts.next();
            var missing = counts.getLong(1);
            var invented = counts.getLong(2);
            var wrong = counts.getLong(3);
            return missing + invented + wrong == 0
                    ? List.of()
                    : List.of("%s: %,d rows are missing, %,d should not be there, %,d are wrong"
                            .formatted(table, missing, invented, wrong));
        }
    }

    private static List<String> textColumns(Connection database, String table) throws SQLException {
        var names = new ArrayList<String>();
        try (var query = database.prepareStatement("select column_name from duckdb_columns() where table_name = ?"
                + " and data_type = 'VARCHAR' and not starts_with(column_name, '_') order by hash(column_name) limit "
                + COMPARED_PROPERTIES)) {
            query.setString(1, table);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static Connection open(Path file) throws SQLException {
        var settings = new java.util.Properties();
        settings.setProperty("duckdb.read_only", "true");
        settings.setProperty("memory_limit", "2GB");
        return DriverManager.getConnection("jdbc:duckdb:" + file, settings);
    }
}
