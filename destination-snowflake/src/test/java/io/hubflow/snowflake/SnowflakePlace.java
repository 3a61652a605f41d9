package io.hubflow.snowflake;

import io.hubflow.engine.destination.Destination;
import io.hubflow.snowflake.emulator.EmulatorOptions;
import io.hubflow.snowflake.emulator.SnowflakeEmulator;
import io.hubflow.snowflake.emulator.storage.StorageKind;
import io.hubflow.testkit.DestinationUnderTest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An own schema in an emulator that all tests of the JVM share, one for each kind of storage; the real driver does the talking. */
final class SnowflakePlace implements DestinationUnderTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String ROLE = "HUBFLOW_LOADER";
    /** One retry, so that a reply that is lost for good is given up in seconds. */
    private static final Map<String, String> IMPATIENT = Map.of("maxHttpRetries", "1", "retryTimeout", "20");

    /** Ends with the JVM. */
    private static final class Shared {
        private static final Map<StorageKind, Shared> BY_STORAGE = new ConcurrentHashMap<>();

        final SnowflakeEmulator emulator;
        final Connection loader;
        final Connection admin;

        private Shared(StorageKind storage) {
            emulator = SnowflakeEmulator.start(EmulatorOptions.defaults()
                    .withStorage(storage)
                    .withLimits(
                            limits -> limits.withMaxDocumentBytes(32_000_000).withMemory("4GB")));
            loader = connect("LOADER", "loader-password", ROLE);
            admin = connect("ADMIN", "admin-password", "ACCOUNTADMIN");
        }

        static Shared of(StorageKind storage) {
            return BY_STORAGE.computeIfAbsent(storage, Shared::new);
        }

        private Connection connect(String user, String password, String role) {
            try {
                return new DriverConnections(
                                SnowflakeDriver.load(Path.of("none")),
                                settings(
                                        emulator,
                                        user,
                                        password,
                                        role,
                                        "CRM",
                                        Path.of("unused"),
                                        Layout.COLUMNS,
                                        Duration.ZERO))
                        .open();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final String schema = "S" + NUMBERS.incrementAndGet();
    private final Shared shared;
    private final SnowflakeSettings settings;

    private SnowflakePlace(Path folder, Layout layout, Duration holdBack, StorageKind storage) {
        this.shared = Shared.of(storage);
        this.settings = settings(
                shared.emulator, "LOADER", "loader-password", ROLE, schema, folder.resolve("spool"), layout, holdBack);
        makeSchema();
    }

    /** Made at first; tests that drop it make it again. */
    void makeSchema() {
        sql(shared.admin, "CREATE SCHEMA HUBSPOT." + schema);
        for (var right : List.of("USAGE", "CREATE TABLE", "CREATE STAGE", "CREATE VIEW")) {
            sql(shared.admin, "GRANT " + right + " ON SCHEMA HUBSPOT." + schema + " TO ROLE " + ROLE);
        }
    }

    static SnowflakePlace create(Path folder) {
        return new SnowflakePlace(folder, Layout.COLUMNS, Duration.ZERO, StorageKind.LOCAL);
    }

    /** In an account whose stages are in a cloud, so that the driver's own upload runs. */
    static SnowflakePlace over(StorageKind storage, Path folder) {
        return new SnowflakePlace(folder, Layout.COLUMNS, Duration.ZERO, storage);
    }

    static SnowflakePlace raw(Path folder) {
        return new SnowflakePlace(folder, Layout.RAW, Duration.ZERO, StorageKind.LOCAL);
    }

    /** With checkpoints that wait for rows, as in production. */
    static SnowflakePlace patient(Path folder) {
        return new SnowflakePlace(folder, Layout.COLUMNS, SnowflakeSettings.DEFAULT_HOLD_BACK, StorageKind.LOCAL);
    }

    private static SnowflakeSettings settings(
            SnowflakeEmulator emulator,
            String user,
            String password,
            String role,
            String schema,
            Path spool,
            Layout layout,
            Duration holdBack) {
        return new SnowflakeSettings(
                "HUBFLOW",
                new Authentication.Password(password),
                user,
                role,
                "HUBFLOW_WH",
                "HUBSPOT",
                schema,
                emulator.url(),
                layout,
                SnowflakeSettings.DEFAULT_FLUSH_INTERVAL,
                spool,
                SnowflakeSettings.DEFAULT_SPOOL_LIMIT_BYTES,
                SnowflakeSettings.DEFAULT_AUTO_SUSPEND,
                holdBack,
                false);
    }

    static SnowflakeEmulator emulator() {
        return Shared.of(StorageKind.LOCAL).emulator;
    }

    SnowflakeSettings settings() {
        return settings;
    }

    String schema() {
        return schema;
    }

    ConnectionSource source() {
        return new DriverConnections(SnowflakeDriver.load(Path.of("none")), settings, IMPATIENT);
    }

    SnowflakeDestination unopened(CommitStep.Observer observer) {
        return new SnowflakeDestination(settings, source(), Timing.SYSTEM, observer);
    }

    /** The same schema, loaded from another machine: with a spool directory of its own. */
    SnowflakeDestination elsewhere(Path spool) {
        var moved = settings(
                shared.emulator,
                "LOADER",
                "loader-password",
                ROLE,
                schema,
                spool,
                settings.layout(),
                settings.holdBack());
        return new SnowflakeDestination(moved, source(), Timing.SYSTEM, CommitStep.Observer.NONE);
    }

    @Override
    public Destination open() {
        var destination = unopened(CommitStep.Observer.NONE);
        try {
            destination.loadCheckpoints();
            return destination;
        } catch (RuntimeException e) {
            destination.close();
            throw e;
        }
    }

    /** The view where there is one: the raw layout's own promise. */
    @Override
    public List<Map<String, @Nullable Object>> read(String table) {
        var shown = Identifiers.upper(shown(table));
        var types = new LinkedHashMap<String, String>();
        query("DESCRIBE TABLE " + settings.place().object(shown), row -> {
            types.put(row.getString("name"), row.getString("type"));
            return true;
        });
        var items = types.entrySet().stream()
                .map(e -> exact(Identifiers.quote(e.getKey()), e.getValue()))
                .toList();
        return query(
                "SELECT " + String.join(", ", items) + " FROM "
                        + settings.place().object(shown),
                row -> {
                    var values = new HashMap<String, @Nullable Object>();
                    int index = 1;
                    for (var type : types.entrySet()) {
                        values.put(type.getKey().toLowerCase(Locale.ROOT), value(row, index++, type.getValue()));
                    }
                    return values;
                });
    }

    @Override
    public String shown(String table) {
        var view = table + "_view";
        return column("SHOW VIEWS IN SCHEMA HUBSPOT." + schema, "name").contains(Identifiers.upper(view))
                ? view
                : table;
    }

    @Override
    public Map<String, String> comments(String table) {
        var comments = new HashMap<String, String>();
        query("DESCRIBE TABLE " + settings.place().object(Identifiers.upper(shown(table))), row -> {
            var comment = Session.textIfPresent(row, "comment");
            return comment == null || comment.isEmpty()
                    ? ""
                    : comments.put(row.getString("name").toLowerCase(Locale.ROOT), comment);
        });
        query(
                "SHOW TABLES IN SCHEMA HUBSPOT." + schema,
                row -> row.getString("name").equals(Identifiers.upper(table))
                        ? comments.put("", row.getString("comment"))
                        : "");
        return comments;
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
        return switch (type) {
            case "BOOLEAN" -> row.getBoolean(index);
            case "DATE" -> LocalDate.parse(row.getString(index));
            case "TIMESTAMP_TZ(9)", "TIMESTAMP_TZ" -> Instant.EPOCH.plus(row.getLong(index), ChronoUnit.MICROS);
            default -> row.getString(index);
        };
    }

    @Override
    public Set<String> tables() {
        var names = new HashSet<String>();
        column("SHOW TABLES IN SCHEMA HUBSPOT." + schema, "name").forEach(n -> names.add(n.toLowerCase(Locale.ROOT)));
        return names;
    }

    @Override
    public void execute(String sql) {
        sql(shared.loader, "USE SCHEMA HUBSPOT." + schema);
        sql(shared.loader, sql);
    }

    void administer(String sql) {
        sql(shared.admin, sql);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.KEEPS_NUL);
    }

    private List<String> column(String sql, String column) {
        return query(sql, row -> row.getString(column));
    }

    private <T> List<T> query(String sql, Session.RowReader<T> reader) {
        synchronized (shared) {
            try (var statement = shared.loader.createStatement();
                    var results = statement.executeQuery(sql)) {
                var rows = new ArrayList<T>();
                while (results.next()) {
                    rows.add(reader.read(results));
                }
                return rows;
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }
    }

    private static synchronized void sql(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
