package io.hubflow.engine.destination;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * A warehouse that holds hubflow's tables. Opening one takes whatever lock keeps a second writer out.
 *
 * <p>Thread-safe; {@link #commit} calls are serialised by the destination. All methods throw
 * {@link io.hubflow.error.ConnectorException} with a {@code DESTINATION_*} code, or {@code COMMIT_OUTCOME_UNKNOWN} from
 * {@code commit} alone: then {@link #loadCheckpoints()} tells whether it happened.
 */
public interface Destination extends AutoCloseable {
    /** For people: kind and place, such as {@code DuckDB file my.duckdb}. */
    String description();

    FlushPolicy flushPolicy();

    /** Proves that tables can be made and written here, leaving nothing behind. */
    void verifyWritable();

    /**
     * Claims the destination for one run. Called before anything is read or staged for it, so that a second run fails within
     * seconds instead of after its work. The claim ends when the lease is closed or the destination is; a killed run's claim
     * expires or is taken over. It saves work and is no guarantee: that two runs never mix is the promise of {@link #commit}.
     *
     * @param runId names the run to the one that is refused
     * @throws io.hubflow.error.ConnectorException {@code DESTINATION_LOCKED} when another run holds the claim
     */
    default RunLease beginRun(String runId) {
        return RunLease.NONE;
    }

    /**
     * Lines of runs whose end nobody recorded, as far as they can be told at no cost. Asked by a run that has claimed the
     * destination: no other run is under way then, so these were killed.
     */
    default List<RunRecord> findOpenRuns() {
        return List.of();
    }

    /** The newest checkpoint of every stream; empty in a new destination, which is not yet changed by this call. */
    List<Checkpoint> loadCheckpoints();

    /**
     * The table as it is now, absent when it does not exist. {@code columns} are those that hubflow made, with the types
     * that they have by now.
     *
     * @throws io.hubflow.error.ConnectorException {@code DESTINATION_FOREIGN_TABLE} when a table of this name was not made
     *     by hubflow
     */
    Optional<TableSchema> findTable(String table);

    /**
     * Columns of a table of records that rows had values in and that somebody has dropped since; all of them where somebody has
     * put another table, such as an older copy, in its place. What was in them is lost, and rows that HubSpot gives unchanged
     * would not be written again: a run that is told of them reads every record again. Each loss is told until the column is
     * there again, or, where the table's columns are seen only when it is written, to the next run after that.
     *
     * @return names as in {@link #findTable}; empty for a table that does not exist
     */
    default Set<String> lostColumns(String table) {
        return Set.of();
    }

    /**
     * Whether somebody has put another table, such as an older copy, in the place of a table of facts: whoever is told of it reads
     * all its facts again. Told until a commit with checkpoints has come.
     */
    default boolean isReplaced(String facts) {
        return false;
    }

    /**
     * Whether a part of a reference table holds what was written to it last: the table is there, and nobody has put another one,
     * such as an older copy, in its place. Told until the part is written again; a commit writes it although it is the same. Costs
     * nothing that the checkpoints did not.
     *
     * @param scopeValue as in {@link ReferenceTable}
     */
    default boolean holdsReference(String table, String scopeValue) {
        return hasTable(table);
    }

    /** Owners that a table of facts has rows of, ascending. Costs a query; asked where {@link #isReplaced} may say yes. */
    default List<Long> findOwners(FactTable facts, int most) {
        return List.of();
    }

    /** Whether there is a table of this name, of records, of reference or of facts; costs nothing that the checkpoints did not. */
    default boolean hasTable(String table) {
        return findTable(table).isPresent();
    }

    /** Names of the tables of records and of facts that are there; costs nothing that the checkpoints did not. */
    default Set<String> tables() {
        return Set.of();
    }

    /** Which records of a table are alive, as far as the table knows. */
    LiveIds liveIds(String table);

    /**
     * Ids that a table of facts names in a column and of which a table of records has no live row: none at all, or one that is
     * marked as departed or as out of the filter. A table of records that is missing has no rows: no record of the filter has come
     * yet. Costs a query; none where the table of facts is missing.
     *
     * @param column of the key, with ids of the records of {@code table}
     * @return ascending
     */
    default List<Long> findNamedWithoutLiveRow(FactTable facts, String column, String table, int most) {
        return List.of();
    }

    /**
     * A few rows of each table of CRM records, from all over the table, by object type; a table without rows is not in it.
     * Asked only when it is not certain which portal the tables belong to.
     */
    Map<String, List<KnownRecord>> sampleRecords(int perTable);

    /**
     * Opens a stage. The schema must hold every column of the existing table, in any order, and may add columns or widen
     * types to VARCHAR (or BIGINT to DECIMAL); the table is created or altered by the first commit that has rows for it.
     * A widened column's old values are rewritten in HubSpot's wire form: plain decimals without trailing zeros, ISO-8601
     * instants with milliseconds and {@code Z}, {@code true}/{@code false}.
     *
     * <p>The rows of the stage say nothing about its unread columns, where their values are null: a merge keeps what the
     * table holds there, with the entries in {@code _unparsed}; a new row gets NULL. Whether a row is unchanged is decided
     * by the columns that were read. Several stages of one table may be in one commit, each with its own unread columns.
     *
     * <p>Rows of archived records and {@linkplain Row#tombstone tombstones} may be among the rows. {@code deletes} says what
     * becomes of their rows in the table; a restored record is a live row with a newer version. A row that is marked as merged
     * points to the last survivor that the table knows, see {@link MergeChains}.
     *
     * @param unreadColumns names of columns of the schema
     */
    TableStage openStage(TableSchema schema, Set<String> unreadColumns, DeleteMode deletes);

    /** How rows for {@link #openStage} are encoded before they are staged. */
    default RowEncoder rowEncoder(TableSchema schema, DeleteMode deletes) {
        return RowEncoder.PLAIN;
    }

    /** A stage that marks departed records and removes none. */
    default TableStage openStage(TableSchema schema, Set<String> unreadColumns) {
        return openStage(schema, unreadColumns, DeleteMode.SOFT);
    }

    /** A stage whose rows were read whole. */
    default TableStage openStage(TableSchema schema) {
        return openStage(schema, Set.of());
    }

    /**
     * Opens a stage for a table of facts. The table is created by the first commit that has a set for it, be it empty, and
     * gets the columns that it lacks; a commit writes what differs and leaves every other row as it is.
     *
     * @throws io.hubflow.error.ConnectorException {@code DESTINATION_FOREIGN_TABLE} when a table of this name was not made
     *     by hubflow, or is one of records or of reference
     */
    FactStage openFacts(FactTable table);

    /**
     * Makes everything in it durable and visible in one transaction: creates and evolves tables, merges each stage
     * (monotone by version, unchanged rows not rewritten), merges each stage of facts after the rows, writes quarantine, reference tables, checkpoints and runs.
     *
     * <p>A commit of nothing but checkpoints and runs may be kept outside the warehouse for a while, if writing there costs
     * money: {@link #loadCheckpoints()} shows it on this machine, and losing it only means reading its window again.
     */
    CommitResult commit(Commit commit);

    /** What the tables hold, to be compared with HubSpot; absent where that is not offered. */
    default Optional<StoredTables> storedTables() {
        return Optional.empty();
    }

    /**
     * Makes the threads that commit while reading goes on. Platform threads, because drivers and native code would keep a
     * virtual thread's carrier; a destination that only hands its work over may give virtual ones.
     */
    default ThreadFactory commitThreads() {
        return Thread.ofPlatform().daemon().factory();
    }

    /** What the warehouse was asked for so far; absent where using it costs nothing. */
    default Optional<DestinationCost> cost() {
        return Optional.empty();
    }

    @Override
    void close();
}
