package io.hubflow.engine;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.CommitResult.FactResult;
import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.DestinationCost;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.destination.LiveIds;
import io.hubflow.engine.destination.QuarantinedRow;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.RunLease;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A destination in memory that keeps the port's promises and refuses whatever breaks them. */
public final class MemoryDestination implements Destination {
    private final Map<String, TableSchema> schemas = new HashMap<>();
    private final Map<String, MemoryTable> tables = new HashMap<>();
    private final Map<String, Checkpoint> checkpoints = new TreeMap<>();
    private final Map<String, Map<String, ReferenceTable>> references = new HashMap<>();
    private final Map<String, FactTable> factTables = new HashMap<>();
    private final Map<String, MemoryFacts> facts = new HashMap<>();
    private final List<QuarantinedRow> quarantined = new ArrayList<>();
    private final Map<String, RunRecord> runs = new TreeMap<>();
    private final Set<String> replaced = new HashSet<>();
    /** Rows alone decide when a test's run commits, not how fast the machine is. */
    private static final Duration NEVER_BY_TIME = Duration.ofHours(1);

    private FlushPolicy flushPolicy = new FlushPolicy(2_000, 64 << 20, NEVER_BY_TIME);
    private Consumer<Integer> beforeCommit = number -> {};
    private String watched = "";
    private Runnable beforeCommitOfWatched = () -> {};
    private Consumer<Integer> afterCommit = number -> {};
    private ThreadFactory commitThreads = Destination.super.commitThreads();
    private volatile boolean claimed;
    private volatile boolean countingCosts;
    private Consumer<String> beforeQuestion = table -> {};
    private boolean billed;
    private long statements;
    private int commits;
    private long rewritten;

    public void flushEvery(int rows) {
        flushPolicy = new FlushPolicy(rows, 64 << 20, NEVER_BY_TIME);
    }

    /** Rows and facts are committed as soon as there are any. */
    void flushAtOnce() {
        flushPolicy = new FlushPolicy(1, 1, NEVER_BY_TIME);
    }

    /** As a warehouse that is woken once for all object types. */
    public void gather(Duration gather) {
        flushPolicy = new FlushPolicy(
                flushPolicy.rows(),
                flushPolicy.bytes(),
                flushPolicy.interval(),
                gather,
                flushPolicy.bytes() / 4,
                flushPolicy.earlyRows());
    }

    /** Takes a commit of so many rows shortly before a reading ends, and none before. */
    void flushEarly(long rows) {
        flushPolicy = new FlushPolicy(Long.MAX_VALUE, Long.MAX_VALUE, NEVER_BY_TIME, Duration.ZERO, 0, rows);
    }

    /** Makes the threads that commits run on. */
    void commitThreads(ThreadFactory threads) {
        commitThreads = threads;
    }

    @Override
    public ThreadFactory commitThreads() {
        return commitThreads;
    }

    /** Called with the commit's number, from 1, before it does anything; may throw. */
    void beforeCommit(Consumer<Integer> hook) {
        beforeCommit = hook;
    }

    /** Called before a commit with rows of the table does anything; may throw. */
    void beforeCommitOf(String table, Runnable hook) {
        watched = table;
        beforeCommitOfWatched = hook;
    }

    /** Called with the table before it is told which linked records have no row in it; may throw. */
    void beforeQuestion(Consumer<String> hook) {
        beforeQuestion = hook;
    }

    /** Called after it is durable; may throw. */
    void afterCommit(Consumer<Integer> hook) {
        afterCommit = hook;
    }

    public synchronized Map<Long, MemoryRow> rows(String table) {
        return new TreeMap<>(table(table).rows());
    }

    private MemoryTable table(String name) {
        return tables.getOrDefault(name, new MemoryTable());
    }

    public synchronized Set<String> tables() {
        return Set.copyOf(schemas.keySet());
    }

    public synchronized Map<String, ReferenceTable> reference(String name) {
        return Map.copyOf(references.getOrDefault(name, Map.of()));
    }

    /** The rows of a table of facts by column name, in the order of their keys; empty when there is no such table. */
    public synchronized List<Map<String, @Nullable Object>> facts(String table) {
        var schema = factTables.get(table);
        return schema == null
                ? List.of()
                : Objects.requireNonNull(facts.get(table), table).rows(schema);
    }

    @Override
    public synchronized List<Long> findNamedWithoutLiveRow(FactTable named, String column, String table, int most) {
        statements++;
        beforeQuestion.accept(table);
        var rows = table(table).rows();
        return facts(named.name()).stream()
                .map(row -> (Long) Objects.requireNonNull(row.get(column)))
                .filter(id -> !isAlive(rows.get(id)))
                .distinct()
                .sorted()
                .limit(most)
                .toList();
    }

    private static boolean isAlive(@Nullable MemoryRow stored) {
        return stored != null && stored.isAlive();
    }

    public synchronized List<RunRecord> runs() {
        return List.copyOf(runs.values());
    }

    /** As a warehouse that must be asked which rows are alive. */
    void countingCosts() {
        countingCosts = true;
    }

    /** As a warehouse that bills commits that change something, and questions for links of records without a row. */
    void billed() {
        billed = true;
    }

    @Override
    public synchronized Optional<DestinationCost> cost() {
        return billed ? Optional.of(new DestinationCost(statements, 0, 0, Duration.ZERO, 0)) : Optional.empty();
    }

    /** What a warehouse would have billed since the last call. */
    synchronized long takeStatements() {
        var count = statements;
        statements = 0;
        return count;
    }

    /** As if another run had begun. */
    void claim() {
        claimed = true;
    }

    @Override
    public RunLease beginRun(String runId) {
        if (claimed) {
            throw new ConnectorException(ErrorCode.DESTINATION_LOCKED, "Another run is loading memory.", "", "");
        }
        return RunLease.NONE;
    }

    @Override
    public synchronized List<RunRecord> findOpenRuns() {
        return runs.values().stream()
                .filter(run -> run.status().equals(RunStatus.RUNNING.word()))
                .toList();
    }

    /** Makes the stored states what another version, or another clock, would have left. */
    synchronized void rewriteStates(UnaryOperator<Checkpoint> change) {
        checkpoints.replaceAll((stream, checkpoint) -> change.apply(checkpoint));
    }

    synchronized ObjectState state(String objectType) {
        return StateCodec.read(objectType, checkpoint(objectType).state(), ObjectState.class);
    }

    /** As a run with another state would have left it. */
    synchronized void edit(String objectType, UnaryOperator<ObjectState> change) {
        var next = StateCodec.write(change.apply(state(objectType)));
        checkpoints.put(
                objectType, new Checkpoint(objectType, checkpoint(objectType).sequence() + 1, next));
    }

    private Checkpoint checkpoint(String stream) {
        return Objects.requireNonNull(checkpoints.get(stream), stream);
    }

    synchronized void addState(Checkpoint checkpoint) {
        checkpoints.put(checkpoint.stream(), checkpoint);
    }

    synchronized void removeState(String stream) {
        checkpoints.remove(stream);
    }

    /** As a user drops a table: its checkpoints stay. */
    public synchronized void drop(String table) {
        schemas.remove(table);
        table(table).drop();
        references.remove(table);
        factTables.remove(table);
        facts.remove(table);
    }

    /** As a user puts an empty table in the place of one of facts; told until a commit with checkpoints has come. */
    synchronized void replace(String facts) {
        this.facts.put(facts, new MemoryFacts());
        replaced.add(facts);
    }

    @Override
    public synchronized boolean isReplaced(String facts) {
        return replaced.contains(facts);
    }

    public synchronized List<QuarantinedRow> quarantined() {
        return List.copyOf(quarantined);
    }

    synchronized int commits() {
        return commits;
    }

    /** Rows inserted or updated since the last call. */
    synchronized long takeRewritten() {
        var count = rewritten;
        rewritten = 0;
        return count;
    }

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public FlushPolicy flushPolicy() {
        return flushPolicy;
    }

    @Override
    public void verifyWritable() {}

    @Override
    public synchronized List<Checkpoint> loadCheckpoints() {
        return List.copyOf(checkpoints.values());
    }

    @Override
    public synchronized Optional<TableSchema> findTable(String table) {
        return Optional.ofNullable(schemas.get(table));
    }

    @Override
    public synchronized boolean hasTable(String table) {
        return schemas.containsKey(table) || references.containsKey(table) || factTables.containsKey(table);
    }

    @Override
    public synchronized Map<String, List<KnownRecord>> sampleRecords(int perTable) {
        var samples = new TreeMap<String, List<KnownRecord>>();
        schemas.forEach((name, schema) -> {
            var sample = table(name).rows().values().stream()
                    .map(stored ->
                            new KnownRecord(stored.row().id(), stored.row().createdAtMillis()))
                    .limit(perTable)
                    .toList();
            if (!sample.isEmpty()) {
                samples.put(schema.objectType(), sample);
            }
        });
        return samples;
    }

    @Override
    public TableStage openStage(TableSchema schema, Set<String> unreadColumns, DeleteMode deletes) {
        return new MemoryStage(schema, unreadColumns, deletes);
    }

    @Override
    public LiveIds liveIds(String table) {
        return new LiveIds() {
            @Override
            public long count(long fromId, long toId, long createdBeforeMillis) {
                return alive(fromId, toId)
                        .filter(stored -> stored.row().createdAtMillis() < createdBeforeMillis)
                        .count();
            }

            @Override
            public PrimitiveIterator.OfLong ids(long fromId, long toId) {
                return alive(fromId, toId)
                        .mapToLong(stored -> stored.row().id())
                        .iterator();
            }

            @Override
            public PrimitiveIterator.OfLong archivedIds() {
                // Copied: a commit may change the table while the ids are gone through.
                synchronized (MemoryDestination.this) {
                    return table(table).archivedIds().toList().stream()
                            .mapToLong(Long::longValue)
                            .iterator();
                }
            }

            @Override
            public boolean isFree() {
                return !countingCosts;
            }

            private Stream<MemoryRow> alive(long fromId, long toId) {
                return rows(table).values().stream()
                        .filter(MemoryRow::isAlive)
                        .filter(stored ->
                                stored.row().id() >= fromId && stored.row().id() < toId);
            }
        };
    }

    @Override
    public synchronized FactStage openFacts(FactTable table) {
        if (schemas.containsKey(table.name()) || references.containsKey(table.name())) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_FOREIGN_TABLE, table.name() + " is no table of facts.", "", "");
        }
        return new MemoryFacts.Stage(table);
    }

    @Override
    public synchronized CommitResult commit(Commit commit) {
        commits++;
        beforeCommit.accept(commits);
        if (commit.stages().stream()
                .anyMatch(stage -> ((MemoryStage) stage).schema().table().equals(watched))) {
            beforeCommitOfWatched.run();
        }
        for (var checkpoint : commit.checkpoints()) {
            var known = checkpoints.get(checkpoint.stream());
            if (checkpoint.sequence() != (known == null ? 1 : known.sequence() + 1)) {
                throw new ConnectorException(
                        ErrorCode.DESTINATION_STATE_MOVED, "sequence of " + checkpoint.stream(), "", "");
            }
        }
        var results = new ArrayList<TableResult>();
        for (var stage : commit.stages()) {
            results.add(merge((MemoryStage) stage));
        }
        var factResults = new ArrayList<FactResult>();
        for (var stage : commit.factStages()) {
            factResults.add(merge((MemoryFacts.Stage) stage));
        }
        commit.checkpoints().forEach(checkpoint -> checkpoints.put(checkpoint.stream(), checkpoint));
        if (!commit.checkpoints().isEmpty()) {
            replaced.clear();
        }
        quarantined.addAll(commit.quarantined());
        commit.references()
                .forEach(table -> references
                        .computeIfAbsent(table.name(), n -> new HashMap<>())
                        .merge(table.scopeValue(), table, MemoryDestination::written));
        var result = new CommitResult(results, factResults);
        var changes = results.stream().anyMatch(one -> one.inserted() + one.updated() + one.removed() > 0)
                || factResults.stream().anyMatch(one -> one.changed() > 0);
        statements += changes || !commit.references().isEmpty() ? 1 : 0;
        commit.runs().forEach(run -> runs.put(run.runId() + "/" + run.objectType(), run.after(commit, result)));
        afterCommit.accept(commits);
        return result;
    }

    /** A part leaves the rows of other keys. */
    private static ReferenceTable written(ReferenceTable before, ReferenceTable table) {
        if (!table.partial()) {
            return table;
        }
        var names = table.columns().stream().map(Column::name).toList();
        var keys = table.keptBy().stream().map(names::indexOf).toList();
        var rows = new LinkedHashMap<List<@Nullable Object>, List<@Nullable Object>>();
        Stream.concat(before.rows().stream(), table.rows().stream())
                .forEach(row ->
                        rows.put(keys.stream().<@Nullable Object>map(row::get).toList(), row));
        return new ReferenceTable(
                table.name(), table.columns(), table.scopeColumn(), table.scopeValue(), List.copyOf(rows.values()));
    }

    private TableResult merge(MemoryStage stage) {
        var schema = stage.schema();
        if (stage.stagedRows() > 0) {
            requireEvolved(schemas.get(schema.table()), schema);
            schemas.put(schema.table(), schema);
        }
        var result = tables.computeIfAbsent(schema.table(), name -> new MemoryTable())
                .merge(stage);
        stage.close();
        rewritten += result.inserted() + result.updated() + result.removed();
        return result;
    }

    private FactResult merge(MemoryFacts.Stage stage) {
        var table = stage.table();
        if (stage.stagedEntries() == 0) {
            return FactResult.none(table.name());
        }
        if (stage.hasRows()) {
            factTables.put(table.name(), table);
        } else if (!factTables.containsKey(table.name())) {
            stage.dropSets();
        }
        var result =
                facts.computeIfAbsent(table.name(), name -> new MemoryFacts()).merge(stage);
        rewritten += result.changed();
        return result;
    }

    @Override
    public Optional<StoredTables> storedTables() {
        return Optional.of(new MemoryStoredTables(this, tables, facts, quarantined));
    }

    private static void requireEvolved(@Nullable TableSchema old, TableSchema schema) {
        if (old != null) {
            var names = new HashSet<String>();
            schema.columns().forEach(column -> names.add(column.name()));
            for (var column : old.columns()) {
                if (!names.contains(column.name())) {
                    throw new IllegalStateException("column lost: " + column.name());
                }
            }
        }
    }

    @Override
    public void close() {}
}
