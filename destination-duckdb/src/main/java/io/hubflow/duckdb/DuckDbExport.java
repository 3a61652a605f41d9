package io.hubflow.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Copies tables of a file that hubflow wrote into Parquet or CSV files, one for each table, all as of one moment. They are
 * written under another name and appear together: whoever looks into the folder sees a whole export or none. Not thread-safe.
 */
public final class DuckDbExport implements AutoCloseable {
    /** Describes the export, and tells later ones that the folder may be replaced. */
    static final String MANIFEST = "_export.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Connection connection;
    private final InstantSource clock;

    private DuckDbExport(Path file, Connection connection, InstantSource clock) {
        this.clock = clock;
        this.file = file;
        this.connection = connection;
    }

    /** How files are written. */
    public enum Format {
        PARQUET("FORMAT parquet, COMPRESSION zstd"),
        CSV("FORMAT csv, HEADER true");

        private final String options;

        Format(String options) {
            this.options = options;
        }
    }

    /** By what part of {@code _created_at} records are put into folders of their own. */
    public enum Partition {
        NONE(""),
        YEAR("%Y"),
        MONTH("%Y-%m");

        private final String pattern;

        Partition(String pattern) {
            this.pattern = pattern;
        }
    }

    /** What was written for a table: a file, or a folder of files where it is partitioned. */
    public record Exported(String table, String path, long rows) {}

    /** @throws ConnectorException as {@link DuckDbQuery#open} */
    public static DuckDbExport open(Path path, InstantSource clock) {
        var settings = DuckDbSettings.forQueries(path);
        return new DuckDbExport(settings.file(), DuckDbQuery.connectReadOnly(settings), clock);
    }

    /** Every table of records, facts and reference, in order. */
    public List<String> tables() {
        try {
            var there = new ArrayList<String>();
            try (var statement = connection.createStatement();
                    var rows =
                            statement.executeQuery("SELECT t.table_name FROM _hubflow_tables r JOIN duckdb_tables() t"
                                    + " ON t.table_name = r.table_name AND t.database_name = "
                                    + "current_database()"
                                    + " AND t.schema_name = 'main' ORDER BY 1")) {
                while (rows.next()) {
                    there.add(rows.getString(1));
                }
            }
            return there;
        } catch (SQLException failure) {
            throw DuckDbFailure.of(file, failure);
        }
    }

    /**
     * @param tables of {@link #tables()}
     * @param folder is made, with its parents
     * @param replace whether an earlier export that lies there is replaced; anything else never is
     * @param progress told of each table when it is written
     * @throws ConnectorException {@code CONFIGURATION_INVALID} when the folder holds something, {@code DESTINATION_FULL},
     *     {@code DESTINATION_READ_ONLY}; nothing was changed then
     */
    public void write(
            List<String> tables,
            Path folder,
            Format format,
            Partition partition,
            boolean replace,
            Consumer<Exported> progress) {
        var target = folder.toAbsolutePath().normalize();
        try {
            requireFree(target, replace);
            var draft = target.resolveSibling("." + target.getFileName() + ".hubflow-export");
            delete(draft);
            Files.createDirectories(draft);
            try {
                fill(draft, tables, format, partition, progress);
                putInPlace(draft, target);
            } finally {
                delete(draft);
            }
        } catch (IOException failure) {
            throw WritablePath.failure(target, failure);
        }
    }

    private void fill(Path draft, List<String> tables, Format format, Partition partition, Consumer<Exported> progress)
            throws IOException {
        var written = new ArrayList<Map<String, Object>>();
        try {
            // All tables as of one moment is what the file's lock gives: nobody writes it meanwhile.
            for (var table : tables) {
                var exported = copy(draft, table, format, partition);
                progress.accept(exported);
                written.add(new TreeMap<>(Map.of("table", table, "path", exported.path(), "rows", exported.rows())));
            }
        } catch (SQLException failure) {
            throw failed(draft, failure);
        }
        Files.write(draft.resolve(MANIFEST), manifest(format, written));
    }

    private byte[] manifest(Format format, List<Map<String, Object>> tables) throws JsonProcessingException {
        var manifest = new TreeMap<String, Object>();
        manifest.put("hubflow_export", 1);
        manifest.put("exported_at", clock.instant().toString());
        manifest.put("source", file.toString());
        manifest.put("format", format.name().toLowerCase(Locale.ROOT));
        manifest.put("tables", tables);
        return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private Exported copy(Path draft, String table, Format format, Partition partition) throws SQLException {
        var columns = new TableCatalog(new DuckDbLocation.LocalFile(file), connection, new PresentTables())
                .physicalColumns(table);
        var parted = partition != Partition.NONE && columns.contains("_created_at");
        var extension = "." + format.name().toLowerCase(Locale.ROOT);
        var name = fileName(table) + (parted ? "" : extension);
        var select = parted
                ? "SELECT *, coalesce(strftime(_created_at, " + Sql.text(partition.pattern)
                        + "), 'unknown') AS _created_" + partition.name().toLowerCase(Locale.ROOT) + " FROM "
                        + Sql.name(table)
                : "FROM " + Sql.name(table);
        var options = format.options
                + (parted ? ", PARTITION_BY (_created_" + partition.name().toLowerCase(Locale.ROOT) + ")" : "");
        try (var statement = connection.createStatement()) {
            var rows = statement.executeLargeUpdate(
                    "COPY (" + select + ") TO " + Sql.text(draft.resolve(name).toString()) + " (" + options + ")");
            return new Exported(table, name, rows);
        }
    }

    /** HubSpot's names of object types are plain; whatever is not cannot leave the folder. */
    static String fileName(String table) {
        var name = new StringBuilder();
        table.codePoints().forEach(c -> {
            if ((c < 128 && Character.isLetterOrDigit(c)) || c == '_' || c == '-') {
                name.appendCodePoint(c);
            } else {
                name.append("%%%X".formatted(c));
            }
        });
        return name.toString();
    }

    private static void requireFree(Path target, boolean replace) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw taken(target, "is no folder", "Name another folder.");
        }
        try (var entries = Files.list(target)) {
            if (entries.findAny().isEmpty()) {
                return;
            }
        }
        if (!Files.isRegularFile(target.resolve(MANIFEST))) {
            throw taken(target, "holds files that are no export of hubflow's", "Name another folder.");
        }
        if (!replace) {
            throw taken(target, "holds an earlier export", "Replace it with --replace, or name another folder.");
        }
    }

    private static ConnectorException taken(Path target, String why, String action) {
        return new ConnectorException(
                ErrorCode.CONFIGURATION_INVALID, target + " " + why + ".", "Nothing was exported.", action);
    }

    /** An earlier export is moved aside first, because folders cannot be exchanged in one step. */
    private static void putInPlace(Path draft, Path target) throws IOException {
        var aside = target.resolveSibling("." + target.getFileName() + ".hubflow-export-old");
        delete(aside);
        if (Files.exists(target)) {
            Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        delete(aside);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static ConnectorException failed(Path draft, SQLException failure) {
        var message = String.valueOf(failure.getMessage());
        var full = message.contains("No space left") || message.contains("Disk quota exceeded");
        return new ConnectorException(
                full ? ErrorCode.DESTINATION_FULL : ErrorCode.DESTINATION_FAILED,
                full
                        ? "The disk under " + draft.getParent() + " is full."
                        : "DuckDB could not export into " + draft.getParent() + ": "
                                + message.lines().findFirst().orElse(""),
                "Nothing was exported; an earlier export is as it was.",
                full ? "Make room, or name a folder on another disk." : "Mend what DuckDB says, then export again.",
                failure);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw DuckDbFailure.of(file, failure);
        }
    }
}
