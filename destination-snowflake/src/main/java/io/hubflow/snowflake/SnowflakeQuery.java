package io.hubflow.snowflake;

import io.hubflow.engine.RunStatus;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.DestinationReader;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.destination.QueryRows;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.VerificationRecord;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Looks at the schema that hubflow loads. Logs in at first use. The spool directory is only read: checkpoints that wait there
 * count, as they do for the next run.
 *
 * <p>Snowflake has no read-only sessions, so the first word of a statement decides: one that could change something is
 * refused here and never sent. Not thread-safe.
 */
public final class SnowflakeQuery implements DestinationReader {
    /** Statements that read; WITH introduces nothing but SELECT (docs.snowflake.com sql-reference/constructs/with). */
    private static final Set<String> READING =
            Set.of("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "LIST", "LS", "EXPLAIN");

    private static final Pattern COMMENTS_AND_PARENTHESES =
            Pattern.compile("^(\\s+|\\(|--[^\\n]*(\\n|$)|//[^\\n]*(\\n|$)|/\\*.*?\\*/)+", Pattern.DOTALL);
    private static final Pattern FIRST_WORD = Pattern.compile("^\\w*");

    /** Moments travel as numbers, but dates as text, in a format that the account may have changed. */
    private static final String FORMATS = "ALTER SESSION SET DATE_OUTPUT_FORMAT = 'YYYY-MM-DD'";

    private final SnowflakeSettings settings;
    private final Place place;
    private final SnowflakeSessions sessions;

    private SnowflakeQuery(SnowflakeSettings settings, SnowflakeSessions sessions) {
        this.settings = settings;
        this.place = settings.place();
        this.sessions = sessions;
    }

    public static SnowflakeQuery open(SnowflakeSettings settings, ConnectionSource source, Timing timing) {
        var meter = new CostMeter(timing.nanos(), settings.autoSuspend());
        var failures = new Failures(settings.grants(), settings.username(), settings.url());
        return new SnowflakeQuery(settings, new SnowflakeSessions(source, meter, timing, failures));
    }

    @Override
    public String description() {
        return settings.description();
    }

    @Override
    public void run(String sql, QueryRows rows) {
        requireReading(sql);
        try {
            var session = sessions.current();
            session.run(new Purpose("set the date format", ""), FORMATS);
            session.hand(new Purpose("answer the query", ""), sql, rows);
        } catch (StatementFailure e) {
            throw isAtFault(e) ? refused(e) : sessions.explain(e);
        }
    }

    private static void requireReading(String sql) {
        var begin = COMMENTS_AND_PARENTHESES.matcher(sql).replaceFirst("");
        var word = FIRST_WORD.matcher(begin);
        var first = word.find() ? word.group().toUpperCase(Locale.ROOT) : "";
        if (!READING.contains(first)) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    first.isEmpty()
                            ? "The statement is empty."
                            : "hubflow query does not send statements that begin with " + first + ".",
                    "Nothing was changed: this only reads.",
                    "Begin with SELECT, WITH, SHOW, DESCRIBE, LIST or EXPLAIN; run anything else in Snowsight.");
        }
    }

    /**
     * Whether another statement would have worked: what it names is not there, it is no SQL, or a value cannot be converted
     * (SQLSTATE classes 0A, 22 and 42; class 02 for names in SHOW and DESCRIBE). 42501 is a missing right.
     */
    private static boolean isAtFault(StatementFailure e) {
        var state = e.sqlState();
        return switch (e.kind()) {
            case INVALID_IDENTIFIER, MISSING_OBJECT -> true;
            case OTHER ->
                state.startsWith("0A") || state.startsWith("22") || state.startsWith("42") || state.startsWith("02");
            case SESSION_LOST, LOGIN_REFUSED, PRIVILEGE, OBJECT_EXISTS, LOCKED, NO_WAREHOUSE, CANCELLED -> false;
        };
    }

    private ConnectorException refused(StatementFailure e) {
        return new ConnectorException(
                ErrorCode.CONFIGURATION_INVALID,
                "Snowflake refuses the statement: "
                        + String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip(),
                "Nothing was changed: this only reads.",
                e.kind() == StatementFailure.Kind.MISSING_OBJECT
                        ? "`hubflow query 'show objects' --to snowflake` lists what role " + settings.role()
                                + " sees in " + place.qualifiedSchema() + "."
                        : "");
    }

    @Override
    public DestinationStatus status() {
        return sessions.call(session -> {
            var stored = new StateTable(place, settings.grants(), commits -> true).load(session);
            var checkpoints = new LinkedHashMap<String, Checkpoint>();
            stored.checkpoints().forEach(c -> checkpoints.put(c.stream(), c));
            DeferredCheckpoints.open(settings.spoolDirectory(), settings.url() + "/" + place.qualifiedSchema())
                    .valid(stored)
                    .forEach(c -> checkpoints.put(c.stream(), c));
            return checkpoints.isEmpty()
                    ? DestinationStatus.NOTHING
                    : new DestinationStatus(
                            List.copyOf(checkpoints.values()),
                            rows(session, stored),
                            lastRuns(session, stored),
                            facts(session, stored),
                            lostColumns(stored));
        });
    }

    private Map<String, Long> rows(Session session, StoredState stored) {
        var rows = new HashMap<String, Long>();
        for (var table : stored.tables()) {
            if (stored.hasObject(table.table())) {
                rows.put(table.objectType(), count(session, stored, table.table()));
            }
        }
        return rows;
    }

    /** Those of which no run was told: of replaced tables, and what a commit has made again. Others show when something is written. */
    private static Map<String, Set<String>> lostColumns(StoredState stored) {
        var lost = new HashMap<String, Set<String>>();
        for (var table : stored.tables()) {
            var columns = LostColumns.of(table, stored);
            if (stored.hasObject(table.table()) && !columns.isEmpty()) {
                lost.put(
                        table.objectType(),
                        columns.stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .collect(Collectors.toUnmodifiableSet()));
            }
        }
        return lost;
    }

    private Map<String, Long> facts(Session session, StoredState stored) {
        var facts = new HashMap<String, Long>();
        for (var table : stored.factTables()) {
            facts.put(table.toLowerCase(Locale.ROOT), count(session, stored, table));
        }
        return facts;
    }

    /** SHOW OBJECTS has told them already; counting takes no warehouse either, being answered from metadata. */
    private long count(Session session, StoredState stored, String table) {
        return stored.rows(table)
                .orElseGet(() -> session.show(
                                new Purpose("count the rows of " + table, ""),
                                "SELECT COUNT(*) FROM " + place.object(table),
                                row -> row.getLong(1))
                        .getFirst());
    }

    private Map<String, DestinationStatus.LastRun> lastRuns(Session session, StoredState stored) {
        var runs = new HashMap<String, DestinationStatus.LastRun>();
        if (!stored.hasObject(Place.RUNS)) {
            return runs;
        }
        var running = new HashMap<String, String>();
        // One constant text, so that Snowflake's result cache answers it when asked again.
        session.each(
                new Purpose("read the runs", ""),
                "SELECT \"OBJECT_TYPE\", \"STATUS\", DATE_PART(EPOCH_MILLISECOND, \"STARTED_AT\"), \"RUN_ID\" FROM (SELECT"
                        + " \"OBJECT_TYPE\", \"STATUS\", \"STARTED_AT\", \"RUN_ID\", ROW_NUMBER() OVER (PARTITION BY"
                        + " \"OBJECT_TYPE\" ORDER BY \"STARTED_AT\" DESC) AS \"N\" FROM " + place.object(Place.RUNS)
                        + ") WHERE \"N\" = 1",
                row -> {
                    var startedAt = Instant.ofEpochMilli(row.getLong(3));
                    runs.put(row.getString(1), new DestinationStatus.LastRun(startedAt, row.getString(2)));
                    if (RunStatus.RUNNING.word().equals(row.getString(2))) {
                        running.put(row.getString(1), row.getString(4));
                    }
                    return true;
                });
        if (!running.isEmpty()) {
            var spool = settings.spoolDirectory();
            RunClaim.killedRun(session, place, settings.grants(), token -> Spool.isAbandoned(spool, token))
                    .ifPresent(killed -> running.forEach((objectType, runId) -> {
                        if (runId.equals(killed)) {
                            runs.computeIfPresent(
                                    objectType,
                                    (type, run) ->
                                            new DestinationStatus.LastRun(run.startedAt(), RunStatus.KILLED.word()));
                        }
                    }));
        }
        return runs;
    }

    @Override
    public List<RunRecord> recentRuns(int most) {
        return sessions.call(session -> {
            var runs = new ArrayList<RunRecord>();
            var stored = new StateTable(place, settings.grants(), commits -> true).load(session);
            if (stored.hasObject(Place.RUNS)) {
                session.each(
                        new Purpose("read the runs", ""),
                        "SELECT \"RUN_ID\", \"OBJECT_TYPE\", DATE_PART(EPOCH_MILLISECOND, \"STARTED_AT\"),"
                                + " DATE_PART(EPOCH_MILLISECOND, \"FINISHED_AT\"), \"STATUS\", \"ROWS_READ\","
                                + " \"ROWS_WRITTEN\", \"ROWS_UNCHANGED\", \"REPORT\" FROM " + place.object(Place.RUNS)
                                + " ORDER BY \"STARTED_AT\" DESC, \"RUN_ID\" DESC, \"OBJECT_TYPE\" LIMIT " + most,
                        row -> {
                            var finished = row.getLong(4);
                            return runs.add(new RunRecord(
                                    row.getString(1),
                                    row.getString(2),
                                    Instant.ofEpochMilli(row.getLong(3)),
                                    finished == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(finished)),
                                    row.getString(5),
                                    row.getLong(6),
                                    row.getLong(7),
                                    row.getLong(8),
                                    Objects.requireNonNullElse(row.getString(9), "{}")));
                        });
            }
            return runs;
        });
    }

    @Override
    public List<VerificationRecord> recentVerifications(int most) {
        return sessions.call(session -> {
            var stored = new StateTable(place, settings.grants(), commits -> true).load(session);
            return stored.hasObject(VerificationQuery.TABLE)
                    ? VerificationQuery.read(session, place, most)
                    : List.<VerificationRecord>of();
        });
    }

    @Override
    public void close() {
        sessions.close();
    }
}
