package io.hubflow.snowflake;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.DestinationCost;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.destination.LiveIds;
import io.hubflow.engine.destination.RunLease;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * hubflow's tables in a Snowflake schema. Thread-safe; stages are filled side by side, everything else takes turns.
 *
 * <p>Nothing is asked of Snowflake before something must be: opening connects to nothing; the first question (for
 * checkpoints or a table) logs in and reads the state, which takes no warehouse while nothing has changed (see
 * {@link StateTable}); a commit that holds no rows, quarantined records or changed reference tables sends no statement, its
 * checkpoints wait in the spool directory (see {@link DeferredCheckpoints}).
 *
 * <p>A commit that holds something is described at {@link GuardedCommit}. Two writers are kept apart by the state, not by a
 * lock that could be left behind: the second one's commit fails with {@code DESTINATION_STATE_MOVED}. A {@link RunClaim} lets
 * a second run know this before it reads anything.
 */
public final class SnowflakeDestination implements Destination {
    /** Rows of 50 properties: about 150 MB of gzip, within the 100 to 250 MB that Snowflake advises. */
    private static final long FLUSH_ROWS = 1_000_000;

    /** Before compression. */
    private static final long FLUSH_BYTES = 1_500_000_000;

    private final SnowflakeSettings settings;
    private final Place place;
    private final CostMeter meter;
    private final SnowflakeSessions sessions;
    private final TablePreparation preparation;
    private final LocalKnowledge local;
    private final CurrentState state;
    private final CommitSequence commits;
    private final ActiveRun run;
    private final IdQueries idQueries;
    private final ReentrantLock lock = new ReentrantLock();
    private int stages;

    SnowflakeDestination(
            SnowflakeSettings settings, ConnectionSource source, Timing timing, CommitStep.Observer observer) {
        this.settings = settings;
        this.place = settings.place();
        this.meter = new CostMeter(timing.nanos(), settings.autoSuspend());
        var failures = new Failures(settings.grants(), settings.username(), settings.url());
        this.sessions = new SnowflakeSessions(source, meter, timing, failures);
        this.local = new LocalKnowledge(settings, timing);
        var stateTable = new StateTable(place, settings.grants(), local::wasCached);
        this.state = new CurrentState(sessions, stateTable, local);
        this.preparation = new TablePreparation(place, settings.grants(), settings.layout());
        sessions.makeMissingColumns(
                session -> state.isKnown() && preparation.records().makeSystemColumns(session, state.get()));
        var writer = new SnowflakeWriter(settings, sessions, stateTable, preparation, meter, timing, observer);
        this.commits =
                new CommitSequence(settings, timing, meter, sessions, stateTable, preparation, writer, state, local);
        this.run = new ActiveRun(settings, timing, sessions, local);
        this.idQueries = new IdQueries(place);
    }

    /** Opens without connecting: what is wrong with the account shows at first use, or by {@link SnowflakeCheck}. */
    public static SnowflakeDestination open(SnowflakeSettings settings, ConnectionSource source, Timing timing) {
        return new SnowflakeDestination(settings, source, timing, CommitStep.Observer.NONE);
    }

    @Override
    public String description() {
        return settings.description();
    }

    @Override
    public FlushPolicy flushPolicy() {
        return new FlushPolicy(
                FLUSH_ROWS,
                FLUSH_BYTES,
                settings.flushInterval(),
                settings.flushInterval(),
                FLUSH_BYTES / 4,
                FlushPolicy.NEVER_EARLY);
    }

    @Override
    public void verifyWritable() {
        locked(() -> {
            local.spool();
            new SnowflakeCheck(settings, sessions).requireAll();
            return true;
        });
    }

    @Override
    public RunLease beginRun(String runId) {
        return locked(() -> {
            run.begin(runId);
            return this::endRun;
        });
    }

    /** Writes what {@link #close} would write, then lets the next run begin. */
    private void endRun() {
        locked(() -> {
            try {
                rest();
                run.storeCopy();
            } finally {
                run.giveUp();
            }
            return true;
        });
    }

    @Override
    public List<RunRecord> findOpenRuns() {
        return locked(commits::openRuns);
    }

    @Override
    public List<Checkpoint> loadCheckpoints() {
        return locked(commits::checkpoints);
    }

    @Override
    public Optional<TableSchema> findTable(String table) {
        return locked(() -> {
            var stored = state.get();
            var recorded = stored.findTable(table);
            if (recorded.isPresent()) {
                return stored.hasObject(recorded.get().table())
                        ? recorded.map(WarehouseTable::schema)
                        : Optional.empty();
            }
            var name = Identifiers.upper(table);
            preparation.ownership().requireOurs(name, stored);
            preparation.ownership().refuseFacts(name, stored);
            return stored.hasObject(name)
                    ? Optional.of(sessions.call(session -> preparation.records().unrecorded(session, table, stored)))
                    : Optional.empty();
        });
    }

    @Override
    public Set<String> lostColumns(String table) {
        return locked(() -> {
            var stored = state.get();
            return stored.findTable(table)
                    .filter(recorded -> stored.hasObject(recorded.table()))
                    .map(recorded -> preparation.lost().tell(recorded, stored))
                    .orElse(Set.of());
        });
    }

    @Override
    public boolean isReplaced(String facts) {
        return locked(() -> preparation.lost().tellReplaced(Identifiers.upper(facts), state.get()));
    }

    @Override
    public boolean hasTable(String table) {
        return locked(() -> state.hasObject(table));
    }

    @Override
    public boolean holdsReference(String table, String scopeValue) {
        return locked(() -> state.hasObject(table)
                && !state.get().isReplaced(StoredState.part(Identifiers.upper(table), scopeValue)));
    }

    @Override
    public List<Long> findOwners(FactTable facts, int most) {
        return locked(() -> state.hasObject(facts.name())
                ? sessions.call(session -> idQueries.owners(session, facts, most))
                : List.of());
    }

    @Override
    public List<Long> findNamedWithoutLiveRow(FactTable facts, String column, String table, int most) {
        return locked(() -> state.hasObject(facts.name())
                ? sessions.call(session -> idQueries.namedWithoutLiveRow(
                        session, facts, column, Identifiers.upper(table), state.hasObject(table), most))
                : List.of());
    }

    @Override
    public Map<String, List<KnownRecord>> sampleRecords(int perTable) {
        return locked(() -> {
            var stored = state.get();
            var samples = new LinkedHashMap<String, List<KnownRecord>>();
            for (var table : stored.tables()) {
                if (stored.hasObject(table.table())) {
                    var sample = sessions.call(session -> idQueries.sample(session, table.table(), perTable));
                    if (!sample.isEmpty()) {
                        samples.put(table.objectType(), sample);
                    }
                }
            }
            return samples;
        });
    }

    @Override
    public Set<String> tables() {
        return locked(() -> state.get().ownObjects());
    }

    @Override
    public LiveIds liveIds(String table) {
        return locked(() -> {
            var stored = state.get();
            var recorded = stored.findTable(table).filter(t -> stored.hasObject(t.table()));
            if (recorded.isEmpty()) {
                return LiveIds.NONE;
            }
            var name = recorded.get().table();
            return local.unchanged()
                    .rows(name, stored, state.commitsBefore())
                    .map(LiveRows::known)
                    .orElseGet(() -> LiveRows.asked(
                            place.object(name),
                            () -> locked(() ->
                                    sessions.call(session -> LiveRows.Conditions.of(session, place.object(name)))),
                            stored.hasObject(Place.REMOVED) ? new RemovalSql(place, recorded.get()).archivedIds() : "",
                            sql -> numbers(name, sql)));
        });
    }

    /** Whether a table has the column of records that left the filter; an older hubflow made none. */
    boolean knowsScope(WarehouseTable table) {
        return locked(
                () -> sessions.call(session -> LiveRows.Conditions.knowsScope(session, place.object(table.table()))));
    }

    private List<Long> numbers(String table, String sql) {
        return locked(() -> sessions.call(session ->
                session.select(new Purpose("read the live ids of " + table, ""), sql, row -> row.getLong(1))));
    }

    @Override
    public TableStage openStage(TableSchema schema, Set<String> unreadColumns, DeleteMode deletes) {
        return locked(() -> {
            var stored = state.get();
            preparation.records().target(schema, stored);
            stored.findTable(schema.table())
                    .filter(t -> stored.hasObject(t.table()))
                    .ifPresent(t -> t.schema().requireTakes(schema));
            var table = stored.findTable(schema.table());
            var known = table.flatMap(t -> local.unchanged().of(t.table(), stored, state.commitsBefore()));
            var stage = new SnowflakeStage(schema, unreadColumns, deletes, local.spool(), stages++, known.orElse(null));
            local.unchanged().opened(Identifiers.upper(schema.table()), stage);
            return stage;
        });
    }

    @Override
    public Optional<StoredTables> storedTables() {
        return Optional.of(new SnowflakeStoredTables(this, place));
    }

    WarehouseTable requireWarehouseTable(String table) {
        return locked(() -> state.get()
                .findTable(table)
                .orElseThrow(() -> new IllegalStateException("no table " + table + " is recorded")));
    }

    /** A table of records that is recorded and there. */
    Optional<WarehouseTable> findWarehouseTable(String table) {
        return locked(() -> {
            var stored = state.get();
            return stored.findTable(table).filter(recorded -> stored.hasObject(recorded.table()));
        });
    }

    <T> T onSession(Function<Session, T> work) {
        return locked(() -> sessions.call(work));
    }

    /** Changes rows of a table of records beside the commits; what is known of them on this machine is read back later. */
    void changeRows(WarehouseTable table, Function<Session, Session.Changes> work) {
        locked(() -> {
            state.get();
            local.unchanged().changedBeside(table.table());
            return sessions.call(work);
        });
    }

    /** As {@link #changeRows}, of a table of facts. */
    void changeSets(FactTable table, Function<Session, Session.Changes> work) {
        locked(() -> {
            state.get();
            local.knownSets().changedBeside(table);
            return sessions.call(work);
        });
    }

    @Override
    public FactStage openFacts(FactTable table) {
        return locked(() -> {
            var stored = state.get();
            preparation.ownership().requireFacts(Identifiers.upper(table.name()), stored);
            var known = local.knownSets().of(table, stored, state.commitsBefore());
            var stage = new SnowflakeFactStage(
                    table,
                    local.spool(),
                    stages++,
                    known.orElse(null),
                    local.knownSets().departures(table));
            local.knownSets().opened(stage);
            return stage;
        });
    }

    @Override
    public CommitResult commit(Commit commit) {
        return locked(() -> commits.commit(commit));
    }

    @Override
    public Optional<DestinationCost> cost() {
        return Optional.of(meter.total());
    }

    /**
     * Ends a batch of commits without closing: what {@link #close} would write is written, and the next question goes to
     * Snowflake again. For a destination that stays open while others, such as the nodes of a cluster, write into the same
     * schema.
     */
    public void rest() {
        locked(() -> {
            try {
                commits.finish();
            } finally {
                state.rest();
                local.rest();
                commits.rest();
                preparation.forget();
            }
            return true;
        });
    }

    private interface Work<T> {
        T run();
    }

    private <T> T locked(Work<T> work) {
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        locked(() -> {
            try {
                commits.finish();
            } finally {
                run.giveUp();
                sessions.close();
                local.close();
            }
            return true;
        });
    }
}
