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
import io.hubflow.error.ConnectorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger log = LoggerFactory.getLogger(SnowflakeDestination.class);
    /** Rows of 50 properties: about 150 MB of gzip, within the 100 to 250 MB that Snowflake advises. */
    private static final long FLUSH_ROWS = 1_000_000;

    /** Before compression. */
    private static final long FLUSH_BYTES = 1_500_000_000;

    /** How long after our last statement another one is sure to find the warehouse awake. */
    private static final Duration STILL_AWAKE = Duration.ofSeconds(30);

    private final SnowflakeSettings settings;
    private final Timing timing;
    private final Place place;
    private final CostMeter meter;
    private final SnowflakeSessions sessions;
    private final StateTable stateTable;
    private final TablePreparation preparation;
    private final SnowflakeWriter writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final WaitingRuns waitingRuns;
    private final Set<String> writtenStreams = new HashSet<>();
    private @Nullable Spool spool;
    private @Nullable DeferredCheckpoints deferred;
    private @Nullable StoredState state;
    private @Nullable UnchangedRows unchanged;
    private @Nullable KnownSets knownSets;
    private @Nullable RunClaim claim;
    private long commitsBefore = -1;
    private int stages;
    private boolean wrote;

    SnowflakeDestination(
            SnowflakeSettings settings, ConnectionSource source, Timing timing, CommitStep.Observer observer) {
        this.settings = settings;
        this.timing = timing;
        this.place = settings.place();
        this.meter = new CostMeter(timing.nanos(), settings.autoSuspend());
        this.waitingRuns = new WaitingRuns(meter);
        var failures = new Failures(settings.grants(), settings.username(), settings.url());
        this.sessions = new SnowflakeSessions(source, meter, timing, failures);
        this.stateTable = new StateTable(place, settings.grants(), this::isCached);
        this.preparation = new TablePreparation(place, settings.grants(), settings.layout());
        this.writer = new SnowflakeWriter(settings, sessions, stateTable, preparation, meter, timing, observer);
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
        return new FlushPolicy(FLUSH_ROWS, FLUSH_BYTES, settings.flushInterval(), settings.flushInterval());
    }

    @Override
    public void verifyWritable() {
        locked(() -> {
            spool();
            new SnowflakeCheck(settings, sessions).requireAll();
            return true;
        });
    }

    @Override
    public RunLease beginRun(String runId) {
        return locked(() -> {
            var taken = new RunClaim(place, settings.grants(), timing, runId, spool().token(), sessions::openAnother);
            sessions.call(session -> taken.take(session, spool()::isAbandoned));
            taken.keep();
            claim = taken;
            if (spool().isFresh()) {
                sessions.call(new SpoolCopy(place, spool())::fetch);
                deferred = null;
            }
            return this::endRun;
        });
    }

    /** Writes what {@link #close} would write, then lets the next run begin. */
    private void endRun() {
        locked(() -> {
            try {
                rest();
                storeCopy();
            } finally {
                giveUpClaim();
            }
            return true;
        });
    }

    private void storeCopy() {
        if (claim != null && spool().isFresh()) {
            try {
                sessions.call(new SpoolCopy(place, spool())::store);
            } catch (ConnectorException e) {
                log.info("What this run knows was not kept on the stage; the next one reads more. {}", e.getMessage());
            }
        }
    }

    private void giveUpClaim() {
        var held = claim;
        if (held != null) {
            claim = null;
            held.close();
            try {
                sessions.call(held::release);
            } catch (ConnectorException e) {
                log.info("The run's claim was not given up and will expire. {}", e.getMessage());
            }
        }
    }

    @Override
    public List<Checkpoint> loadCheckpoints() {
        return locked(() -> {
            var stored = state();
            var newest = new LinkedHashMap<String, Checkpoint>();
            stored.checkpoints().forEach(c -> newest.put(c.stream(), c));
            deferred().valid(stored).forEach(c -> newest.put(c.stream(), c));
            return List.copyOf(newest.values());
        });
    }

    @Override
    public Optional<TableSchema> findTable(String table) {
        return locked(() -> {
            var stored = state();
            var recorded = stored.findTable(table);
            if (recorded.isPresent()) {
                return stored.hasObject(recorded.get().table())
                        ? recorded.map(WarehouseTable::schema)
                        : Optional.empty();
            }
            var name = Identifiers.upper(table);
            preparation.requireOurs(name, stored);
            preparation.refuseFacts(name, stored);
            return stored.hasObject(name)
                    ? Optional.of(sessions.call(session -> preparation.unrecorded(session, table, stored)))
                    : Optional.empty();
        });
    }

    @Override
    public boolean hasTable(String table) {
        return locked(() -> state().hasObject(Identifiers.upper(table)));
    }

    @Override
    public List<Long> findNamedWithoutLiveRow(FactTable facts, String column, String table, int most) {
        var records = Identifiers.upper(table);
        var links = Identifiers.upper(facts.name());
        var named = "f.\"" + Identifiers.upper(column) + '"';
        return locked(() -> state().hasObject(records) && state().hasObject(links)
                ? sessions.call(session -> session.select(
                        new Purpose("look for links of records without a live row in " + records, ""),
                        "SELECT DISTINCT " + named + " FROM " + place.object(links)
                                + " f WHERE NOT EXISTS (SELECT 1 FROM " + place.object(records)
                                + " r WHERE r.\"_ID\" = " + named + " AND "
                                + LiveRows.Conditions.of(session, place.object(records))
                                        .alive()
                                + ") ORDER BY 1 LIMIT " + most,
                        row -> row.getLong(1)))
                : List.of());
    }

    @Override
    public Map<String, List<KnownRecord>> sampleRecords(int perTable) {
        return locked(() -> {
            var stored = state();
            var samples = new LinkedHashMap<String, List<KnownRecord>>();
            for (var table : stored.tables()) {
                if (stored.hasObject(table.table())) {
                    var sample = sessions.call(session -> sample(session, table, perTable));
                    if (!sample.isEmpty()) {
                        samples.put(table.objectType(), sample);
                    }
                }
            }
            return samples;
        });
    }

    /** The lowest ids and the highest: old records and new ones. */
    private List<KnownRecord> sample(Session session, WarehouseTable table, int rows) {
        var sample = new LinkedHashSet<KnownRecord>();
        for (var order : List.of("", " DESC")) {
            sample.addAll(session.select(
                    new Purpose("read some ids of " + table.table(), ""),
                    "SELECT \"_ID\", DATE_PART(EPOCH_MILLISECOND, \"_CREATED_AT\") FROM " + place.object(table.table())
                            + " WHERE \"_CREATED_AT\" IS NOT NULL ORDER BY \"_ID\"" + order + " LIMIT "
                            + Math.ceilDiv(rows, 2),
                    row -> new KnownRecord(row.getLong(1), row.getLong(2))));
        }
        return sample.stream().limit(rows).toList();
    }

    @Override
    public Set<String> tables() {
        return locked(() -> state().ownObjects());
    }

    @Override
    public LiveIds liveIds(String table) {
        return locked(() -> {
            var stored = state();
            var recorded = stored.findTable(table).filter(t -> stored.hasObject(t.table()));
            if (recorded.isEmpty()) {
                return LiveIds.NONE;
            }
            var name = recorded.get().table();
            return unchanged()
                    .rows(name, stored, commitsBefore)
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
            var stored = state();
            preparation.target(schema, stored);
            stored.findTable(schema.table())
                    .filter(t -> stored.hasObject(t.table()))
                    .ifPresent(t -> t.schema().requireTakes(schema));
            var table = stored.findTable(schema.table());
            var known = table.flatMap(t -> unchanged().of(t.table(), stored, commitsBefore));
            var stage = new SnowflakeStage(schema, unreadColumns, deletes, spool(), stages++, known.orElse(null));
            unchanged().opened(Identifiers.upper(schema.table()), stage);
            return stage;
        });
    }

    @Override
    public Optional<StoredTables> storedTables() {
        return Optional.of(new SnowflakeStoredTables(this, place));
    }

    WarehouseTable requireWarehouseTable(String table) {
        return locked(() -> state().findTable(table)
                .orElseThrow(() -> new IllegalStateException("no table " + table + " is recorded")));
    }

    <T> T onSession(Function<Session, T> work) {
        return locked(() -> sessions.call(work));
    }

    /** Rows were changed beside the commits: what is known of them on this machine is not true any more. */
    void forgetWhatIsKnown() {
        locked(() -> {
            state();
            unchanged().forget();
            knownSets().forget();
            return true;
        });
    }

    @Override
    public FactStage openFacts(FactTable table) {
        return locked(() -> {
            var stored = state();
            preparation.requireFacts(Identifiers.upper(table.name()), stored);
            var known = knownSets().of(table, stored, commitsBefore);
            var stage = new SnowflakeFactStage(
                    table, spool(), stages++, known.orElse(null), knownSets().departures(table));
            knownSets().opened(stage);
            return stage;
        });
    }

    @Override
    public CommitResult commit(Commit commit) {
        return locked(() -> {
            var filled = CommitPlan.filled(commit);
            var facts = CommitPlan.filledFacts(commit, this::hasOwn);
            if (filled.isEmpty()
                    && facts.isEmpty()
                    && commit.quarantined().isEmpty()
                    && commit.references().isEmpty()
                    && commit.checkpoints().isEmpty()
                    && commit.runs().isEmpty()) {
                return CommitPlan.result(commit, filled, facts, WrittenCommit.NOTHING);
            }
            var plan = plan(commit, filled, facts);
            if (plan.writesNoData() && commit.mayWait() && mayWait()) {
                hold(plan);
                return CommitPlan.result(commit, filled, facts, WrittenCommit.NOTHING);
            }
            return CommitPlan.result(commit, filled, facts, write(plan));
        });
    }

    private boolean hasOwn(String table) {
        return state().hasObject(Identifiers.upper(table));
    }

    private CommitPlan plan(Commit commit, List<SnowflakeStage> filled, List<SnowflakeFactStage> facts) {
        if (!misplaced(commit.checkpoints()).isEmpty()) {
            state = null;
            var misplaced = misplaced(commit.checkpoints());
            if (!misplaced.isEmpty()) {
                throw stateTable.moved(misplaced);
            }
        }
        var stored = state();
        var steps = new ArrayList<CommitPlan.Step>();
        commit.checkpoints().forEach(c -> steps.add(new CommitPlan.Step(c, stored.sequence(c.stream()))));
        var references = CommitPlan.changed(
                commit.references(),
                stored,
                new RecordedColumnNames(type -> tableOf(type, filled, stored), settings.layout()));
        var runs = runsAfterUnsent(commit, filled, facts);
        return new CommitPlan(filled, facts, commit.quarantined(), references, steps, runs, runs);
    }

    /** The records with the rows that need not be sent; those that are sent are counted by the transaction. */
    private static List<RunRecord> runsAfterUnsent(
            Commit commit, List<SnowflakeStage> filled, List<SnowflakeFactStage> facts) {
        var runs = new ArrayList<RunRecord>();
        for (var run : commit.runs()) {
            var after = run;
            for (var stage : commit.stages()) {
                var unsent = (SnowflakeStage) stage;
                if (!filled.contains(unsent) && unsent.schema().objectType().equals(run.objectType())) {
                    after = after.after(0, unsent.unsentIds());
                }
            }
            for (var stage : commit.factStages()) {
                var unsent = (SnowflakeFactStage) stage;
                if (!facts.contains(unsent) && unsent.table().name().equals(run.objectType())) {
                    after = after.after(0, unsent.unsentRows());
                }
            }
            runs.add(after);
        }
        return runs;
    }

    /** The table of an object type as the commit of these stages will leave it. */
    private Optional<WarehouseTable> tableOf(String objectType, List<SnowflakeStage> filled, StoredState stored) {
        return filled.stream()
                .filter(stage -> stage.schema().objectType().equals(objectType))
                .map(stage -> preparation.target(stage.schema(), stored))
                .findFirst()
                .or(() -> stored.tables().stream()
                        .filter(table -> table.objectType().equals(objectType))
                        .findFirst());
    }

    /** In words, the checkpoints that do not follow what is stored or waits to be; empty when all do. */
    private String misplaced(List<Checkpoint> checkpoints) {
        var words = new ArrayList<String>();
        for (var checkpoint : checkpoints) {
            long base = state().sequence(checkpoint.stream());
            long newest = deferred()
                    .find(checkpoint.stream(), base)
                    .map(Checkpoint::sequence)
                    .orElse(base);
            if (checkpoint.sequence() != newest + 1) {
                words.add(checkpoint.stream() + " is at checkpoint " + newest + ", not " + (checkpoint.sequence() - 1));
            }
        }
        return String.join(", ", words);
    }

    private boolean mayWait() {
        var limit = timing.now().minus(settings.holdBack());
        return !settings.holdBack().isZero()
                && deferred().oldest().map(limit::isBefore).orElse(true);
    }

    private void hold(CommitPlan plan) {
        for (var step : plan.checkpoints()) {
            deferred().add(step.base(), step.checkpoint(), timing.now());
        }
        waitingRuns.add(plan.runs());
    }

    private WrittenCommit write(CommitPlan plan) {
        waitingRuns.add(plan.runs());
        var steps = new ArrayList<>(plan.checkpoints());
        if (!mayWait()) {
            addWaitingCheckpoints(steps);
        }
        var whole = new CommitPlan(
                plan.stages(),
                plan.facts(),
                plan.quarantined(),
                plan.references(),
                steps,
                waitingRuns.all(),
                plan.ownRuns());
        try {
            var results = writer.write(whole, spool(), state(), waitingRuns::cost);
            deferred().remove(steps.stream().map(CommitPlan.Step::checkpoint).toList());
            steps.forEach(s -> writtenStreams.add(s.checkpoint().stream()));
            waitingRuns.written();
            unchanged().committed(results.rows());
            knownSets().committed(results.facts(), mayHaveDepartures());
            wrote = true;
            return results;
        } catch (ConnectorException e) {
            state = null;
            writer.forget();
            throw e;
        }
    }

    /** Whether sets may have lost rows that name departed records. */
    private boolean mayHaveDepartures() {
        return state().hasObject(Place.DEPARTURES)
                && state().rows(Place.DEPARTURES).orElse(0L) > 0;
    }

    private void addWaitingCheckpoints(List<CommitPlan.Step> steps) {
        var named = new HashSet<String>();
        steps.forEach(s -> named.add(s.checkpoint().stream()));
        for (var waiting : deferred().valid(state())) {
            if (named.add(waiting.stream())) {
                steps.add(new CommitPlan.Step(waiting, state().sequence(waiting.stream())));
            }
        }
    }

    @Override
    public Optional<DestinationCost> cost() {
        return Optional.of(meter.total());
    }

    private StoredState state() {
        if (state == null) {
            var loaded = sessions.call(stateTable::load);
            if (commitsBefore < 0) {
                commitsBefore = loaded.commits();
            } else if (!unchanged().madeAll(loaded.commits() - commitsBefore)) {
                unchanged().forget();
                knownSets().forget();
            }
            state = loaded;
        }
        return state;
    }

    /**
     * Ends a batch of commits without closing: what {@link #close} would write is written, and the next question goes to
     * Snowflake again. For a destination that stays open while others, such as the nodes of a cluster, write into the same
     * schema.
     */
    public void rest() {
        locked(() -> {
            try {
                finishBookkeeping();
            } finally {
                state = null;
                unchanged = null;
                knownSets = null;
                commitsBefore = -1;
                wrote = false;
                writtenStreams.clear();
                preparation.forget();
            }
            return true;
        });
    }

    private Spool spool() {
        if (spool == null) {
            spool = Spool.open(settings.spoolDirectory(), settings.spoolLimitBytes());
        }
        return spool;
    }

    private DeferredCheckpoints deferred() {
        if (deferred == null) {
            deferred = DeferredCheckpoints.open(spool().root(), settings.url() + "/" + place.qualifiedSchema());
        }
        return deferred;
    }

    private boolean isCached(long commits) {
        return new AskedStates(spool().root(), settings.url() + "/" + place.qualifiedSchema())
                .hadAnswer(commits, timing.now());
    }

    private UnchangedRows unchanged() {
        if (unchanged == null) {
            unchanged = new UnchangedRows(
                    place, new DigestFiles(spool().root(), settings.url() + "/" + place.qualifiedSchema()));
        }
        return unchanged;
    }

    private KnownSets knownSets() {
        if (knownSets == null) {
            knownSets = new KnownSets(
                    place, new SetDigestFiles(spool().root(), settings.url() + "/" + place.qualifiedSchema()));
        }
        return knownSets;
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
                finishBookkeeping();
            } finally {
                giveUpClaim();
                sessions.close();
                if (spool != null) {
                    spool.close();
                    spool = null;
                }
            }
            return true;
        });
    }

    /**
     * While the warehouse is awake anyway: writes how the run ended, and asks for the checkpoints once more, so that the
     * next start finds the answer in Snowflake's result cache.
     */
    private void finishBookkeeping() {
        if (knownSets != null && commitsBefore >= 0) {
            knownSets.rememberConfirmed(commitsBefore);
        }
        if (!wrote || state == null || !meter.awakeWithin(STILL_AWAKE)) {
            return;
        }
        try {
            var steps = new ArrayList<CommitPlan.Step>();
            addWaitingCheckpoints(steps);
            steps.removeIf(s -> !writtenStreams.contains(s.checkpoint().stream()));
            if (!steps.isEmpty() || !waitingRuns.isEmpty()) {
                write(new CommitPlan(List.of(), List.of(), List.of(), List.of(), steps, List.of(), List.of()));
            }
            sessions.call(session -> {
                var commitsNow = StoredState.commits(stateTable.read(session));
                unchanged().remember(session, state(), commitsBefore, commitsNow);
                knownSets().remember(session, state(), commitsBefore, commitsNow);
                return true;
            });
        } catch (ConnectorException e) {
            log.warn("The end of the run could not be written to Snowflake; its rows are there. {}", e.getMessage());
        }
    }
}
