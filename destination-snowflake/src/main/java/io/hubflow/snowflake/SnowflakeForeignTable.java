package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.QueryRows;
import io.hubflow.engine.verify.ForeignProblems;
import io.hubflow.engine.verify.ForeignTable;
import io.hubflow.engine.verify.ForeignTimes;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table or view in Snowflake that another tool made. Two queries read it, which wake the warehouse; nothing is written. */
public final class SnowflakeForeignTable implements ForeignTable {
    /** Columns in which other tools say that a record is gone. */
    private static final List<String> USUAL_DELETED = List.of("_FIVETRAN_DELETED", "IS_DELETED", "_ARCHIVED");

    private static final String FORMATS =
            "ALTER SESSION SET DATE_OUTPUT_FORMAT = 'YYYY-MM-DD', TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD\"T\"HH24:MI:SS.FF3'";

    private final SnowflakeSessions sessions;
    private final String name;
    private final String description;
    private final Columns columns;

    private SnowflakeForeignTable(SnowflakeSessions sessions, String name, String description, Columns columns) {
        this.sessions = sessions;
        this.name = name;
        this.description = description;
        this.columns = columns;
    }

    /**
     * @throws ConnectorException {@code CONFIGURATION_INVALID} when there is no such table, or it lacks a column;
     *     {@code DESTINATION_*} when Snowflake cannot be reached
     */
    public static SnowflakeForeignTable open(
            SnowflakeSettings settings, ConnectionSource source, Timing timing, Columns columns) {
        var meter = new CostMeter(timing.nanos(), settings.autoSuspend());
        var failures = new Failures(settings.grants(), settings.username(), settings.url());
        var sessions = new SnowflakeSessions(source, meter, timing, failures);
        var parts = Arrays.stream(columns.table().split("\\."))
                .map(SnowflakeForeignTable::exact)
                .collect(Collectors.toCollection(ArrayList::new));
        var place = settings.place();
        if (parts.size() == 1) {
            parts.addFirst(place.schema());
        }
        if (parts.size() == 2) {
            parts.addFirst(place.database());
        }
        var name = parts.stream().map(Identifiers::quote).collect(Collectors.joining("."));
        var description = columns.table() + " in " + settings.description();
        try {
            sessions.current().run(new Purpose("set the formats", ""), FORMATS);
            var present = new ArrayList<String>();
            sessions.current()
                    .hand(new Purpose("read the columns", ""), "SELECT * FROM " + name + " LIMIT 0", new QueryRows() {
                        @Override
                        public void columns(List<String> names, List<String> types) {
                            present.addAll(names);
                        }

                        @Override
                        public void row(List<@Nullable Object> values) {}
                    });
            ForeignProblems.requireColumns(description, present, columns);
            return new SnowflakeForeignTable(sessions, name, description, named(columns, present));
        } catch (StatementFailure e) {
            sessions.close();
            throw e.kind() == StatementFailure.Kind.MISSING_OBJECT ? missing(description, e) : sessions.explain(e);
        } catch (RuntimeException e) {
            sessions.close();
            throw e;
        }
    }

    /** A plain name means the upper-cased one, as in SQL. */
    private static String exact(String part) {
        return part.matches("[A-Za-z_][A-Za-z0-9_$]*") ? part.toUpperCase(Locale.ROOT) : part;
    }

    private static ConnectorException missing(String description, StatementFailure e) {
        return new ConnectorException(
                ErrorCode.CONFIGURATION_INVALID,
                "There is no table or view " + description + ", or the role does not see it.",
                "HubSpot was not called.",
                "Give its full name, DATABASE.SCHEMA.TABLE, or grant SELECT on it to the role.",
                e);
    }

    private static Columns named(Columns columns, List<String> present) {
        return new Columns(
                columns.table(),
                named(columns.idColumn(), present),
                columns.updatedColumn().map(column -> named(column, present)),
                columns.deletedColumn()
                        .map(column -> named(column, present))
                        .or(() -> present.stream()
                                .filter(column -> USUAL_DELETED.stream().anyMatch(column::equalsIgnoreCase))
                                .findFirst()
                                .map(Identifiers::quote)));
    }

    /** SQL for the column in the case that the table has it in, and the path into its JSON. */
    private static String named(String column, List<String> present) {
        var parts = column.split(":", 2);
        var exact =
                present.stream().filter(parts[0]::equalsIgnoreCase).findFirst().orElse(parts[0]);
        return parts.length == 1
                ? quote(exact)
                : Arrays.stream(parts[1].split("\\."))
                        .map(Identifiers::quote)
                        .collect(Collectors.joining(".", quote(exact) + ":", "::VARCHAR"));
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void read(ForeignRows rows) {
        var sql =
                "SELECT " + columns.idColumn() + ", " + columns.updatedColumn().orElse("NULL") + ", "
                        + columns.deletedColumn().orElse("NULL") + " FROM " + name;
        var reading = new Reading(rows);
        try {
            sessions.current().hand(new Purpose("read the ids of " + name, ""), sql, reading);
        } catch (StatementFailure e) {
            throw sessions.explain(e);
        }
        if (reading.badIds > 0) {
            throw ForeignProblems.notNumbers(description, columns.idColumn(), reading.badIds, reading.rows);
        }
        if (reading.badTimes > 0) {
            throw ForeignProblems.notTimes(description, columns.updatedColumn().orElse(""), reading.badTimes);
        }
    }

    /** Hands rows on, and counts those that cannot be understood. */
    private static final class Reading implements QueryRows {
        private final ForeignRows target;
        private long rows;
        private long badIds;
        private long badTimes;

        Reading(ForeignRows target) {
            this.target = target;
        }

        @Override
        public void columns(List<String> names, List<String> types) {}

        @Override
        public void row(List<@Nullable Object> values) {
            rows++;
            var id = number(values.get(0));
            var modified = ForeignTimes.millis(values.get(1));
            badIds += id.isEmpty() ? 1 : 0;
            badTimes += modified.isEmpty() ? 1 : 0;
            if (id.isPresent() && modified.isPresent()) {
                target.row(id.get(), modified.getAsLong(), ForeignTimes.isTrue(values.get(2)));
            }
        }

        private static Optional<Long> number(@Nullable Object value) {
            var text = value == null ? "" : value.toString().strip();
            return text.matches("\\d{1,18}(\\.0+)?")
                    ? Optional.of(Long.parseLong(text.split("\\.", 2)[0]))
                    : Optional.empty();
        }
    }

    @Override
    public void close() {
        sessions.close();
    }
}
