package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Warehouse;
import io.hubflow.snowflake.emulator.fault.Fault;
import io.hubflow.snowflake.emulator.fault.FaultPlan;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A look from outside, past sessions and rights: log, counts, committed rows. Thread-safe. */
public final class Inspection {
    private final World world;
    private final Sessions sessions;
    private final FaultPlan faults;
    private final StatementLog log;

    public Inspection(World world, Sessions sessions, FaultPlan faults, StatementLog log) {
        this.world = world;
        this.sessions = sessions;
        this.faults = faults;
        this.log = log;
    }

    /**
     * Counts since the last reset.
     *
     * @param statements by kind, failed ones included
     * @param cloudServicesOnly those of them that used no warehouse
     * @param bytesStaged bytes that arrived in stages, as stored there
     * @param puts PUT statements answered
     */
    public record Stats(
            Map<String, Long> statements,
            Map<String, Long> cloudServicesOnly,
            long bytesStaged,
            long puts,
            List<Warehouse.Meter> warehouses,
            long faultHits) {}

    public Account account() {
        return world.account();
    }

    public List<StatementRecord> statements() {
        return log.records();
    }

    public Stats stats() {
        countStagedFiles();
        return new Stats(
                log.byKind(),
                log.cloudServicesOnly(),
                world.stages().bytesStaged(),
                world.stages().puts(),
                world.account().warehouses().stream().map(Warehouse::meter).toList(),
                faults.hits());
    }

    private void countStagedFiles() {
        world.account().databases().values().stream()
                .flatMap(d -> d.schemas().values().stream())
                .flatMap(s -> s.stages().values().stream())
                .forEach(stage -> world.stages().files(stage, "", null));
    }

    public void resetLog() {
        countStagedFiles();
        log.reset();
        world.stages().resetCounters();
        world.account().warehouses().forEach(Warehouse::resetMeter);
    }

    public void inject(Fault fault) {
        faults.add(fault);
    }

    public void clearFaults() {
        faults.clear();
    }

    public int openSessions() {
        return sessions.all().size();
    }

    /** From now on every session counts as silent until its next statement, as if all clients had been quiet for hours. */
    public void silenceSessions() {
        sessions.all().forEach(session -> session.transaction().fallSilent());
    }

    /** Committed rows of a table, by column, in the order of the primary key. */
    public List<Map<String, @Nullable String>> rows(String database, String schema, String table) {
        var rows = new ArrayList<Map<String, @Nullable String>>();
        forEachRow(database, schema, table, rows::add);
        return rows;
    }

    /** The same, one after the other. */
    public void forEachRow(
            String database, String schema, String table, Consumer<Map<String, @Nullable String>> consumer) {
        Relation relation = world.account()
                .schema(database, schema)
                .map(s -> s.relations().get(table))
                .orElseThrow(() -> SnowflakeError.notFound("Object", database + "." + schema + "." + table));
        if (!(relation instanceof Relation.Table found)) {
            throw SnowflakeError.unsupported("rows of a view");
        }
        String columns = found.columns().stream().map(Column::storage).collect(Collectors.joining(", "));
        try (var connection = world.store().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT " + columns + " FROM " + found.storage() + " ORDER BY " + orderBy(found))) {
            while (rows.next()) {
                var row = new LinkedHashMap<String, @Nullable String>();
                for (int i = 0; i < found.columns().size(); i++) {
                    row.put(
                            found.columns().get(i).name(),
                            readable(rows, i + 1, found.columns().get(i)));
                }
                consumer.accept(row);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Could not read " + relation.name(), e);
        }
    }

    /** By primary key, so that two readings of the same rows are alike; by place otherwise. */
    private static String orderBy(Relation.Table table) {
        String keys = table.columns().stream()
                .filter(Column::primaryKey)
                .map(Column::storage)
                .collect(Collectors.joining(", "));
        return keys.isEmpty() ? "rowid" : keys;
    }

    private static @Nullable String readable(ResultSet rows, int index, Column column) throws SQLException {
        Object value = rows.getObject(index);
        if (value == null) {
            return null;
        }
        return switch (column.type().kind()) {
            case FIXED -> plain((BigDecimal) value);
            case TIMESTAMP_TZ ->
                ResultReader.instantOf((BigInteger) value)
                        .atOffset(ZoneOffset.ofTotalSeconds(60 * ResultReader.offsetMinutesOf((BigInteger) value)))
                        .toString();
            case TIMESTAMP_NTZ -> rows.getObject(index, LocalDateTime.class).toString();
            case TIMESTAMP_LTZ -> ResultReader.exactInstant(rows, index).toString();
            default -> rows.getString(index);
        };
    }

    private static String plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
    }
}
