package io.hubflow.duckdb;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.engine.destination.LiveIds;
import io.hubflow.engine.destination.RowEncoder;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.TableStage;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables in one DuckDB file, in a storage version that DuckDB 1.4 and newer open; or in one MotherDuck database, which is
 * untested.
 *
 * <p>Opening a file takes DuckDB's lock: no other process can write or read the file until {@link #close()}. Other tables of the
 * file are never touched. A column that a user adds to one of hubflow's tables is kept, but its value is lost whenever
 * HubSpot's record changes, because changed rows are written anew. Thread-safe.
 */
public final class DuckDbDestination implements Destination {
    private static final Logger LOG = LoggerFactory.getLogger(DuckDbDestination.class);

    /**
     * Rows: somewhat less than DuckDB's row group of 122,880 rows. What a commit appends becomes row groups of its own;
     * when two of them fit one, the next checkpoint puts them together, and writes them again (measured for 50 properties:
     * 14 µs CPU a row at 100,000 rows a commit, 22 to 29 at 30,000 to 61,440). Bytes: bounds the spool file,
     * which is on the disk. DuckDB's memory hardly depends on them, so they are the same on a small machine: 40,000 contacts of
     * a default portal take 477 MB at 96 MB a commit and 437 MB at 24, 4,000 e-mails of 61 kB 701 and 704 MB (with a heap of
     * 128 MB, 580 and 586). Interval: what a kill may cost in reading. Under HubSpot's limits a load reads 87,000 rows in 30 s;
     * at 15 s, most of what it wrote was written twice. Gathering: object types without changes are noted in one transaction, which
     * takes as long for thirty as for one. Early: a commit of 20,000 rows takes a second or two, in which lists read the last
     * pages of a load. Rows do not wait: DuckDB holds a buffer for each column of each table that a
     * transaction appends to.
     */
    private static final FlushPolicy FLUSH =
            new FlushPolicy(100_000, 96L << 20, Duration.ofSeconds(30), Duration.ofSeconds(10), 0, 5_000);

    private static final long SLOW_COPY_NANOS = 50_000_000;

    private final DuckDbLocation location;
    private final InstantSource clock;
    private final WriterThread writer;
    private final OpenDatabase database;
    /** Of a file alone: others can read a MotherDuck database while it is written. */
    private final Optional<StatusCopy> copy;

    private final AtomicBoolean closed = new AtomicBoolean();
    /** Schemas that their tables take, as stages that were opened before have shown; each commit makes sure of it again. */
    private final Set<TableSchema> taken = ConcurrentHashMap.newKeySet();

    private final Set<FactTable> takenFacts = ConcurrentHashMap.newKeySet();

    // Of the writer thread.
    private long copiedAtNanos;
    private long copyNanos;

    private DuckDbDestination(OpenDatabase database, WriterThread writer, InstantSource clock) {
        this.location = database.location();
        this.clock = clock;
        this.writer = writer;
        this.database = database;
        this.copy = location instanceof DuckDbLocation.LocalFile(var path)
                ? Optional.of(new StatusCopy(path))
                : Optional.empty();
    }

    /**
     * Opens the file, or makes it; one that was made is removed by {@link #close()} if nothing was committed to it.
     *
     * @throws ConnectorException {@code DESTINATION_LOCKED} when another process has it, {@code DESTINATION_READ_ONLY},
     *     {@code DESTINATION_REFUSED} when the path cannot be a DuckDB file, {@code DESTINATION_CORRUPT},
     *     {@code DESTINATION_STATE_NEWER} when a newer hubflow wrote it, {@code DESTINATION_FULL}
     */
    public static DuckDbDestination open(DuckDbSettings settings) {
        return open(new DuckDbLocation.LocalFile(settings.file()), settings.clock(), () -> DuckDbFile.open(settings));
    }

    /**
     * Opens a MotherDuck database. Untested: nobody has run it against MotherDuck yet.
     *
     * @throws ConnectorException {@code DESTINATION_UNREACHABLE} when DuckDB cannot fetch its extension for MotherDuck,
     *     {@code DESTINATION_REFUSED} when the extension cannot be loaded, the token is rejected, or there is no such database
     */
    public static DuckDbDestination open(MotherDuckSettings settings) {
        return open(settings, MotherDuckDatabase.driverOptions(settings));
    }

    static DuckDbDestination open(MotherDuckSettings settings, Properties driverOptions) {
        return open(settings.location(), settings.clock(), () -> MotherDuckDatabase.open(settings, driverOptions));
    }

    private static DuckDbDestination open(
            DuckDbLocation location, InstantSource clock, Supplier<OpenDatabase> opening) {
        var writer = new WriterThread();
        try {
            var database = writer.call(() -> openReadable(opening));
            var destination = new DuckDbDestination(database, writer, clock);
            destination.onConnection(connection -> {
                destination.copyStatus();
                return true;
            });
            return destination;
        } catch (SQLException failure) {
            writer.close();
            throw location.failure(failure);
        } catch (RuntimeException failure) {
            writer.close();
            throw failure;
        }
    }

    @Override
    public String description() {
        return location.description();
    }

    @Override
    public FlushPolicy flushPolicy() {
        return FLUSH;
    }

    @Override
    public void verifyWritable() {
        inTransaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE _hubflow_probe (value INTEGER)");
                statement.execute("INSERT INTO _hubflow_probe VALUES (1)");
                statement.execute("ROLLBACK");
            }
            return true;
        });
        try {
            // Rows wait here for their commit, and DuckDB will make the write-ahead log of a file.
            var folder = location.spool().getParent();
            Files.deleteIfExists(Files.createTempFile(folder, ".hubflow-", ".probe"));
        } catch (IOException failure) {
            throw WritablePath.failure(location.spool(), failure);
        }
    }

    @Override
    public List<RunRecord> findOpenRuns() {
        return onConnection(connection -> StatusQuery.openRuns(location, connection, database.presentTables()));
    }

    @Override
    public List<Checkpoint> loadCheckpoints() {
        return onConnection(connection -> state(connection).loadCheckpoints());
    }

    @Override
    public Optional<TableSchema> findTable(String table) {
        return onConnection(connection -> catalog(connection).find(table));
    }

    @Override
    public Set<String> lostColumns(String table) {
        return onConnection(connection -> catalog(connection).lostColumns(table));
    }

    @Override
    public boolean hasTable(String table) {
        return onConnection(connection -> catalog(connection).has(table));
    }

    @Override
    public Set<String> tables() {
        return onConnection(connection -> catalog(connection).recordedTables());
    }

    @Override
    public List<Long> findNamedWithoutLiveRow(FactTable facts, String column, String table, int most) {
        if (onConnection(connection -> catalog(connection).findFacts(facts)).isEmpty()) {
            return List.of();
        }
        var named = "f." + Sql.name(column);
        var withoutLiveRow = findTable(table).isEmpty()
                ? ""
                : " ANTI JOIN (SELECT _id FROM " + Sql.name(table) + " WHERE " + DuckDbLiveIds.alive(knowsScope(table))
                        + ") r ON r._id = " + named;
        return onConnection(connection -> {
            try (var select = connection.prepareStatement("SELECT DISTINCT " + named + " FROM " + Sql.name(facts.name())
                    + " f" + withoutLiveRow + " ORDER BY 1 LIMIT " + most)) {
                return Arrays.stream(DuckDbLiveIds.ids(select)).boxed().toList();
            }
        });
    }

    @Override
    public Map<String, List<KnownRecord>> sampleRecords(int perTable) {
        return onConnection(connection -> catalog(connection).sampleRecords(perTable));
    }

    @Override
    public TableStage openStage(TableSchema schema, Set<String> unreadColumns, DeleteMode deletes) {
        // The second stage of a load is opened while its first commit runs, and must not wait for it.
        if (!taken.contains(schema)) {
            findTable(schema.table()).ifPresent(table -> table.requireTakes(schema));
            taken.add(schema);
        }
        return new DuckDbStage(location.spool(), schema, unreadColumns, deletes);
    }

    @Override
    public RowEncoder rowEncoder(TableSchema schema, DeleteMode deletes) {
        return new DuckDbRows.Encoder(schema.columns(), deletes);
    }

    @Override
    public LiveIds liveIds(String table) {
        if (findTable(table).isEmpty()) {
            return LiveIds.NONE;
        }
        return new DuckDbLiveIds(this, table, knowsScope(table));
    }

    /** Whether a table has the column of records that left the filter; an older hubflow made none. */
    boolean knowsScope(String table) {
        return onConnection(
                connection -> catalog(connection).physicalColumns(table).contains("_out_of_scope"));
    }

    @Override
    public Optional<StoredTables> storedTables() {
        return Optional.of(new DuckDbStoredTables(this));
    }

    @Override
    public FactStage openFacts(FactTable table) {
        if (!takenFacts.contains(table)) {
            onConnection(connection -> catalog(connection).findFacts(table));
            takenFacts.add(table);
        }
        return new DuckDbFactStage(location.spool(), table);
    }

    @Override
    public CommitResult commit(Commit commit) {
        if (commit.isEmpty()) {
            return CommitResult.ofNothing(commit);
        }
        return onConnection(connection -> CommitTurn.OF_PROCESS.take(() -> commitOnWriter(commit)));
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            // Closing writes a checkpoint, which takes memory as a commit does.
            writer.call(() -> CommitTurn.OF_PROCESS.take(() -> {
                copy.ifPresent(StatusCopy::delete);
                database.close();
                return true;
            }));
        } catch (SQLException failure) {
            throw location.failure(failure);
        } finally {
            writer.close();
        }
    }

    /** What is there is to be kept: something was written beside the commits. */
    void markWritten() {
        onConnection(connection -> {
            database.markWritten();
            return true;
        });
    }

    TableCatalog catalog(Connection connection) {
        return new TableCatalog(location, connection, database.presentTables());
    }

    StateTables state(Connection connection) {
        return new StateTables(location, connection, database.presentTables());
    }

    private CommitResult commitOnWriter(Commit commit) throws SQLException {
        try (var taken = TakenStages.of(commit)) {
            var result = commitInMemory(commit, taken);
            copyStatus();
            taken.written();
            database.markWritten();
            database.giveBackMemory(taken.rowBytes());
            return result;
        }
    }

    /**
     * After each commit, so that people can look while a file is locked. Where it takes long, because hundreds of tables are
     * counted, it is done less often, so that it costs a twentieth of the time at most.
     */
    private void copyStatus() {
        copy.ifPresent(this::copyStatus);
    }

    private void copyStatus(StatusCopy copy) {
        var start = System.nanoTime();
        if (copyNanos > SLOW_COPY_NANOS && start - copiedAtNanos < 20 * copyNanos) {
            return;
        }
        try {
            var status = StatusQuery.read(
                    location, database.connection(), database.presentTables(), StatusQuery.Writer.POSSIBLE);
            copy.write(status, clock.instant());
        } catch (SQLException | ConnectorException failure) {
            LOG.debug("The state of {} could not be copied", location.description(), failure);
        }
        copiedAtNanos = System.nanoTime();
        copyNanos = copiedAtNanos - start;
    }

    /**
     * Long texts need memory that depends on what is in the file already: DuckDB holds 2,048 rows of a column at once. A
     * commit that its limit was too low for took no effect and is made again under a higher one.
     */
    private CommitResult commitInMemory(Commit commit, TakenStages taken) throws SQLException {
        while (true) {
            try {
                return commitOrResolve(commit, taken);
            } catch (SQLException failure) {
                if (!DuckDbFailure.isOutOfMemory(failure) || !database.allowMore()) {
                    throw failure;
                }
                LOG.info("DuckDB needs more memory for {}: the commit is made again", location.description());
            }
        }
    }

    private CommitResult commitOrResolve(Commit commit, TakenStages taken) throws SQLException {
        for (var stage : taken.rows().keySet()) {
            database.fit(stage.schema().columns().size() + TableEvolution.SYSTEM_COLUMNS.size());
        }
        var connection = database.connection();
        database.prepareLog();
        CommitResult result;
        execute(connection, "BEGIN TRANSACTION");
        var transaction = new CommitTransaction(database);
        try {
            result = transaction.write(commit, taken, clock.instant());
        } catch (SQLException | RuntimeException failure) {
            rollback(connection, failure);
            throw failure;
        }
        try {
            execute(connection, "COMMIT");
        } catch (SQLException failure) {
            database.discardConnection();
            if (happened(commit, failure)) {
                LOG.warn(
                        "DuckDB reported an error after the commit to {} was safe: {}",
                        location.description(),
                        failure.getMessage());
                return result;
            }
            throw failure;
        }
        comment(transaction, commit, taken);
        return result;
    }

    /** The rows are committed: a failure here leaves the comments to a later commit. */
    private void comment(CommitTransaction transaction, Commit commit, TakenStages taken) {
        try {
            transaction.comment(commit, taken);
        } catch (SQLException | ConnectorException failure) {
            LOG.warn(
                    "The rows are committed to {}, but the comments of their columns could not be written: {}",
                    location.description(),
                    failure.getMessage());
            database.presentTables().forget();
            database.discardConnection();
        }
    }

    /** Whether a COMMIT that ended in an error took effect after all: then the database holds its checkpoints. */
    private boolean happened(Commit commit, SQLException failure) {
        try {
            var held = state(database.connection()).loadCheckpoints();
            return !commit.checkpoints().isEmpty() && held.containsAll(commit.checkpoints());
        } catch (SQLException | ConnectorException unreadable) {
            unreadable.addSuppressed(failure);
            throw new ConnectorException(
                    ErrorCode.COMMIT_OUTCOME_UNKNOWN,
                    "DuckDB failed during the commit to " + location.description()
                            + ", which could not be read afterwards.",
                    "The commit is either whole or absent.",
                    "Run again: it goes on from the checkpoint that is there.",
                    unreadable);
        }
    }

    private void rollback(Connection connection, Exception failure) {
        try {
            database.presentTables().forget();
            execute(connection, "ROLLBACK");
        } catch (SQLException unusable) {
            failure.addSuppressed(unusable);
            database.discardConnection();
        }
    }

    private static OpenDatabase openReadable(Supplier<OpenDatabase> opening) throws SQLException {
        var database = opening.get();
        try {
            var state = new StateTables(database.location(), database.connection(), database.presentTables());
            state.requireReadable();
            state.restoreDropped();
            return database;
        } catch (SQLException | RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    /** Begins a transaction; the work ends it. */
    <T> T inTransaction(Work<T> work) {
        return onConnection(connection -> {
            execute(connection, "BEGIN TRANSACTION");
            try {
                return work.on(connection);
            } catch (SQLException failure) {
                rollback(connection, failure);
                throw failure;
            }
        });
    }

    /** Something that may be done again: where DuckDB's memory limit is too low for it, under a higher one. */
    <T> T reading(Work<T> work) {
        return onConnection(first -> {
            while (true) {
                try {
                    return work.on(database.connection());
                } catch (SQLException failure) {
                    if (!DuckDbFailure.isOutOfMemory(failure) || !database.allowMore()) {
                        throw failure;
                    }
                }
            }
        });
    }

    <T> T onConnection(Work<T> work) {
        try {
            return writer.call(() -> {
                try {
                    return work.on(database.connection());
                } catch (SQLException failure) {
                    if (location.needsReopening(failure)) {
                        database.discardConnection();
                    }
                    throw failure;
                }
            });
        } catch (SQLException failure) {
            throw location.failure(failure);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Something done with the connection, on the writer thread. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
