package io.hubflow.simulation;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Destination;
import io.hubflow.error.ConnectorException;
import io.hubflow.snowflake.Authentication;
import io.hubflow.snowflake.ConnectionSource;
import io.hubflow.snowflake.DriverConnections;
import io.hubflow.snowflake.Layout;
import io.hubflow.snowflake.SnowflakeDestination;
import io.hubflow.snowflake.SnowflakeDriver;
import io.hubflow.snowflake.SnowflakeSettings;
import io.hubflow.snowflake.Timing;
import io.hubflow.snowflake.emulator.EmulatorAdmin;
import io.hubflow.snowflake.emulator.EmulatorOptions;
import io.hubflow.snowflake.emulator.SnowflakeEmulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tables in a schema of its own of an emulated account that all histories share; the real driver does the talking. */
public final class SnowflakeWarehouse implements Warehouse {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String ROLE = "HUBFLOW_LOADER";

    /** Where {@code bin/fetch-snowflake-driver} puts the driver; it may be on the class path as well. */
    private static final Path DRIVER_DIRECTORY = Path.of(System.getProperty("hubflow.snowflake.driver", "none"));

    /** Ends with the JVM. */
    private static final class Account {
        static final Driver DRIVER = SnowflakeDriver.load(DRIVER_DIRECTORY);

        static final SnowflakeEmulator EMULATOR = SnowflakeEmulator.start(EmulatorOptions.defaults());
        static final Connection ADMIN = connect();

        private static Connection connect() {
            try {
                return new DriverConnections(
                                DRIVER,
                                settings(
                                        "ADMIN",
                                        "admin-password",
                                        "ACCOUNTADMIN",
                                        "CRM",
                                        Layout.COLUMNS,
                                        Path.of("unused")))
                        .open();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Those that hubflow makes again without being told. */
    private static final List<String> STATE =
            List.of("_HUBFLOW_CHECKPOINTS", "_HUBFLOW_RUNS", "_HUBFLOW_QUARANTINE", "_HUBFLOW_SETS", "_HUBFLOW_META");

    private final String schema = "S" + NUMBERS.incrementAndGet();
    private final Layout layout;
    private final Path spool;
    private final Timing timing;

    public SnowflakeWarehouse(Layout layout, InstantSource clock) {
        this.layout = layout;
        this.timing = new VirtualTiming(clock);
        try {
            this.spool = Files.createTempDirectory("hubflow-simulation-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        execute("CREATE SCHEMA HUBSPOT." + schema);
        for (var right : List.of("USAGE", "CREATE TABLE", "CREATE STAGE", "CREATE VIEW")) {
            execute("GRANT " + right + " ON SCHEMA HUBSPOT." + schema + " TO ROLE " + ROLE);
        }
    }

    /** Whether the driver, which the build does not bring, is there. */
    public static boolean isAvailable() {
        try {
            SnowflakeDriver.load(DRIVER_DIRECTORY);
            return true;
        } catch (ConnectorException e) {
            return false;
        }
    }

    /** Held checkpoints wait by the portal's clock; what is measured takes real time. */
    private record VirtualTiming(InstantSource clock) implements Timing {
        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    }

    /** The stand-in that holds the tables of all histories, to make its statements fail. */
    public static EmulatorAdmin standIn() {
        return Account.EMULATOR.admin();
    }

    /** The environment variables that lead the command here. */
    public Map<String, String> environment() {
        var environment = new TreeMap<String, String>();
        environment.put("HUBFLOW_DESTINATION", "snowflake");
        environment.put("HUBFLOW_SNOWFLAKE_URL", Account.EMULATOR.url());
        environment.put("HUBFLOW_SNOWFLAKE_ACCOUNT_IDENTIFIER", "HUBFLOW");
        environment.put("HUBFLOW_SNOWFLAKE_AUTHENTICATION_STRATEGY", "PASSWORD");
        environment.put("HUBFLOW_SNOWFLAKE_USERNAME", "LOADER");
        environment.put("HUBFLOW_SNOWFLAKE_PASSWORD", "loader-password");
        environment.put("HUBFLOW_SNOWFLAKE_ROLE", ROLE);
        environment.put("HUBFLOW_SNOWFLAKE_WAREHOUSE", "HUBFLOW_WH");
        environment.put("HUBFLOW_SNOWFLAKE_DESTINATION_DATABASE", "HUBSPOT");
        environment.put("HUBFLOW_SNOWFLAKE_DESTINATION_SCHEMA", schema);
        environment.put("HUBFLOW_SNOWFLAKE_LAYOUT", layout == Layout.RAW ? "raw" : "columns");
        return environment;
    }

    private static SnowflakeSettings settings(
            String user, String password, String role, String schema, Layout layout, Path spool) {
        return new SnowflakeSettings(
                "HUBFLOW",
                new Authentication.Password(password),
                user,
                role,
                "HUBFLOW_WH",
                "HUBSPOT",
                schema,
                Account.EMULATOR.url(),
                layout,
                SnowflakeSettings.DEFAULT_FLUSH_INTERVAL,
                spool,
                SnowflakeSettings.DEFAULT_SPOOL_LIMIT_BYTES,
                SnowflakeSettings.DEFAULT_AUTO_SUSPEND,
                SnowflakeSettings.DEFAULT_HOLD_BACK,
                false);
    }

    @Override
    public Destination open() {
        var settings = settings("LOADER", "loader-password", ROLE, schema, layout, spool);
        ConnectionSource source = new DriverConnections(Account.DRIVER, settings);
        return SnowflakeDestination.open(settings, source, timing);
    }

    @Override
    public Map<Long, StoredRow> rows(String table) {
        var rows = new TreeMap<Long, StoredRow>();
        for (var values : facts(table)) {
            var id = (Long) values.get("_id");
            if (rows.put(id, row(values)) != null) {
                throw new AssertionError(table + " has two rows of id " + id);
            }
        }
        return rows;
    }

    private static StoredRow row(Map<String, @Nullable Object> columns) {
        var values = new HashMap<String, Object>();
        columns.forEach((name, value) -> {
            if (!name.startsWith("_") && value != null) {
                values.put(name, value);
            }
        });
        var created = millis(columns.get("_created_at"));
        var updated = millis(columns.get("_updated_at"));
        return new StoredRow(
                created == null ? 0 : created,
                updated == null ? 0 : updated,
                Boolean.TRUE.equals(columns.get("_archived")),
                millis(columns.get("_archived_at")),
                millis(columns.get("_deleted_at")),
                (Long) columns.get("_merged_into"),
                Boolean.TRUE.equals(columns.get("_out_of_scope")),
                values,
                Unparsed.texts((String) columns.get("_unparsed")));
    }

    private static @Nullable Long millis(@Nullable Object time) {
        return time == null ? null : ((Instant) time).toEpochMilli();
    }

    /** Of the view where there is one: the raw layout's own promise. */
    @Override
    public List<Map<String, @Nullable Object>> facts(String table) {
        var names = names();
        var name = table.toUpperCase(Locale.ROOT);
        var shown = names.contains(name + "_VIEW") ? name + "_VIEW" : name;
        if (!names.contains(name)) { // a view outlives its table
            return List.of();
        }
        var types = new LinkedHashMap<String, String>();
        query("DESCRIBE TABLE " + place(shown), row -> types.put(row.getString("name"), row.getString("type")));
        var columns = types.entrySet().stream()
                .map(type -> exact('"' + type.getKey() + '"', type.getValue()))
                .toList();
        var rows = new ArrayList<Map<String, @Nullable Object>>();
        query("SELECT " + String.join(", ", columns) + " FROM " + place(shown), row -> {
            var values = new HashMap<String, @Nullable Object>();
            int index = 1;
            for (var type : types.entrySet()) {
                values.put(type.getKey().toLowerCase(Locale.ROOT), value(row, index++, type.getValue()));
            }
            rows.add(values);
        });
        return rows;
    }

    /** java.sql's own dates follow the Julian calendar before 1582, so times travel as numbers and dates as text. */
    private static String exact(String column, String type) {
        if (type.startsWith("TIMESTAMP_TZ")) {
            return "DATE_PART(EPOCH_MICROSECOND, " + column + ")";
        }
        return type.equals("DATE") ? column + "::VARCHAR" : column;
    }

    private static @Nullable Object value(ResultSet row, int index, String type) throws SQLException {
        if (row.getString(index) == null) {
            return null;
        }
        if (type.equals("NUMBER(38,0)")) {
            return row.getLong(index);
        }
        if (type.startsWith("NUMBER")) {
            return new BigDecimal(row.getString(index));
        }
        if (type.startsWith("TIMESTAMP_TZ")) {
            return Instant.EPOCH.plus(row.getLong(index), ChronoUnit.MICROS);
        }
        return switch (type) {
            case "BOOLEAN" -> row.getBoolean(index);
            case "DATE" -> LocalDate.parse(row.getString(index));
            default -> row.getString(index);
        };
    }

    @Override
    public List<Checkpoint> checkpoints() {
        try (var destination = open()) {
            return destination.loadCheckpoints();
        }
    }

    @Override
    public void drop(String table) {
        execute("DROP TABLE IF EXISTS " + place(table.toUpperCase(Locale.ROOT)));
    }

    @Override
    public Optional<String> alter(Circumstance.AlteredTable altered) {
        var name = altered.table().toUpperCase(Locale.ROOT);
        var names = names();
        if (!names.contains(name)) {
            return Optional.empty();
        }
        var random = new Random(altered.seed());
        switch (altered.kind()) {
            case ADD_COLUMN -> {
                var note = "NOTE" + UserAlteration.SUFFIX.toUpperCase(Locale.ROOT);
                if (layout == Layout.RAW || columns(name).contains(note)) {
                    return Optional.empty();
                }
                execute("ALTER TABLE " + place(name) + " ADD COLUMN " + note + " VARCHAR");
                execute("UPDATE " + place(name) + " SET " + note + " = 'note of ' || _ID");
                return Optional.of("column " + note + " added to " + name);
            }
            case DROP_STATE -> {
                var dropped = STATE.get(random.nextInt(STATE.size()));
                execute("DROP TABLE IF EXISTS " + place(dropped));
                return Optional.of(dropped + " dropped");
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    private List<String> columns(String name) {
        var columns = new ArrayList<String>();
        query("DESCRIBE TABLE " + place(name), row -> columns.add(row.getString("name")));
        return columns;
    }

    @Override
    public String dump() {
        var text = new StringBuilder();
        for (var table : List.of("_hubflow_checkpoints", "_hubflow_runs", "_hubflow_quarantine")) {
            facts(table).forEach(row -> text.append(row).append('\n'));
        }
        return text.toString();
    }

    private Set<String> names() {
        var names = new HashSet<String>();
        for (var kind : List.of("TABLES", "VIEWS")) {
            query("SHOW " + kind + " IN SCHEMA HUBSPOT." + schema, row -> names.add(row.getString("name")));
        }
        return names;
    }

    private String place(String name) {
        return "HUBSPOT." + schema + ".\"" + name + '"';
    }

    @FunctionalInterface
    private interface RowVisitor {
        void visit(ResultSet row) throws SQLException;
    }

    private static void query(String sql, RowVisitor visitor) {
        synchronized (Account.ADMIN) {
            try (var statement = Account.ADMIN.createStatement();
                    var found = statement.executeQuery(sql)) {
                while (found.next()) {
                    visitor.visit(found);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage() + ": " + sql, e);
            }
        }
    }

    private static void execute(String sql) {
        synchronized (Account.ADMIN) {
            try (var statement = Account.ADMIN.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage() + ": " + sql, e);
            }
        }
    }

    @Override
    public void close() {
        execute("DROP SCHEMA HUBSPOT." + schema);
        try (var files = Files.walk(spool)) {
            for (var path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
