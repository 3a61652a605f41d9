package io.hubflow.duckdb;

import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/** A database that is open for writing, with its one connection. Not thread-safe: used by the writer thread alone. */
sealed interface OpenDatabase extends AutoCloseable permits DuckDbFile, MotherDuckDatabase {
    DuckDbLocation location();

    /** What is known of the tables of this connection. */
    PresentTables presentTables();

    /** The connection, opened again if the last failure made it useless; the database is the current one of its session. */
    DuckDBConnection connection();

    /** Drops a connection that is unusable; the next use opens the database again. */
    void discardConnection();

    /** Prepares for appending to a table of so many columns. */
    void fit(int columns) throws SQLException;

    int blockBytes();

    /**
     * Lets DuckDB use more of this machine's memory.
     *
     * @return false when it may use as much as hubflow ever allows
     */
    boolean allowMore();

    /** Gives back what a commit of so many bytes left in memory. */
    void giveBackMemory(long committedBytes) throws SQLException;

    /** Before a transaction that writes. */
    void prepareLog();

    /** From now on the database has content worth keeping. */
    void markWritten();

    /** Whether other processes may write while this one has it open. */
    boolean isShared();

    @Override
    void close();
}
