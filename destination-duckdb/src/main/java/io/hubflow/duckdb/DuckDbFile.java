package io.hubflow.duckdb;

import io.hubflow.engine.destination.OwnerOnly;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to the file, with DuckDB's lock on it. Not thread-safe: used by the writer thread alone.
 *
 * <p>The file is attached to an in-memory database, not opened as one: only so can the storage version be chosen, and a
 * path may hold any character.
 */
final class DuckDbFile implements OpenDatabase {
    /** Name of the attached file in SQL. */
    static final String CATALOG = "hubflow";

    /** DuckDB 1.4 and newer read it (https://duckdb.org/docs/stable/internals/storage, read 2026-11-23). */
    static final String STORAGE_VERSION = "v1.4.0";

    /** DuckDB's lock is the process's, so a second opening in this process has to be kept out here. */
    private static final Set<Path> OPEN_IN_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    /** A commit of fewer staged bytes leaves little behind. */
    private static final long LARGE_COMMIT_BYTES = 8 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DuckDbFile.class);

    private final DuckDbSettings settings;
    private final Path lockName;
    private final boolean createdHere;
    private @Nullable DuckDBConnection connection;
    private long memoryLimitBytes;
    /** What it was allowed since this file was opened, because less was not enough. */
    private long leastLimitBytes;

    private final PresentTables presentTables = new PresentTables();
    private boolean written;
    private int blockBytes;
    private int rowGroupRows = Blocks.USUAL_ROW_GROUP;

    private DuckDbFile(DuckDbSettings settings, Path lockName, boolean createdHere) {
        this.settings = settings;
        this.lockName = lockName;
        this.createdHere = createdHere;
    }

    /** Opens the file for writing, or makes it; a file made here is removed at the end if nothing was committed to it. */
    static DuckDbFile open(DuckDbSettings settings) {
        var path = settings.file();
        WritablePath.require(path);
        ForeignFile.refuse(path);
        var lockName = WritablePath.realName(path);
        if (!OPEN_IN_THIS_PROCESS.add(lockName)) {
            throw DuckDbFailure.locked(path, "another sync of this process", null);
        }
        try {
            var file = new DuckDbFile(settings, lockName, createIfAbsent(path));
            file.connection();
            return file;
        } catch (RuntimeException failure) {
            OPEN_IN_THIS_PROCESS.remove(lockName);
            throw failure;
        }
    }

    static boolean isOpenForWriting(Path path) {
        return OPEN_IN_THIS_PROCESS.contains(WritablePath.realName(path));
    }

    @Override
    public DuckDbLocation location() {
        return new DuckDbLocation.LocalFile(path());
    }

    @Override
    public PresentTables presentTables() {
        return presentTables;
    }

    @Override
    public DuckDBConnection connection() {
        if (connection == null) {
            try {
                attach();
            } catch (SQLException failure) {
                throw DuckDbFailure.of(path(), failure);
            }
        }
        return Objects.requireNonNull(connection, "attached");
    }

    /**
     * What a killed run had committed to the log beside the file is taken in while attaching. DuckDB holds all of it in
     * memory at once, every column of every table, so the limit that suits loading is set afterwards; if the rows are still
     * held then, until the next checkpoint, this session goes without a limit.
     */
    private void attach() throws SQLException {
        presentTables.forget();
        var attach =
                "ATTACH %s AS %s (ROW_GROUP_SIZE %d)".formatted(Sql.text(path().toString()), CATALOG, rowGroupRows);
        var limit = Math.max(settings.memoryLimitBytes(), leastLimitBytes);
        if (!Files.exists(log())) {
            var opened = connect(settings, memoryLimit(limit), attach);
            connection = opened;
            memoryLimitBytes = limit;
            blockBytes = Blocks.read(opened);
            keepRowGroups();
            return;
        }
        var replayed = connectUnlimited(settings, attach);
        connection = replayed;
        blockBytes = Blocks.read(replayed);
        try (var statement = replayed.createStatement()) {
            statement.execute(memoryLimit(limit));
            memoryLimitBytes = limit;
        } catch (SQLException stillHeld) {
            LOG.info("DuckDB still holds what it replayed of {}: {}", path(), stillHeld.getMessage());
            memoryLimitBytes = Long.MAX_VALUE;
        }
    }

    /**
     * A first load of a wide table makes row groups that are as they should be, but for the rows left over by each commit. Putting
     * those together would write their neighbours again, and hold three row groups in memory; a later run's checkpoint does it.
     */
    private void keepRowGroups() throws SQLException {
        if (createdHere && rowGroupRows < Blocks.USUAL_ROW_GROUP) {
            execute("SET max_vacuum_tasks = 0");
        }
    }

    /**
     * Prepares for appending to a table of so many columns: a file that this process has made gets small blocks, DuckDB writes
     * row groups of fewer rows, and may use the memory that appending takes. Nothing of it is taken back while the file is open.
     */
    @Override
    public void fit(int columns) throws SQLException {
        fitBlocks(columns);
        var wantedRows = Blocks.rowGroupRows(columns);
        if (wantedRows < rowGroupRows) {
            rowGroupRows = wantedRows;
            discardConnection(); // it is an option of ATTACH alone
        }
        connection();
        var wantedBytes = Blocks.appendBytes(columns, blockBytes);
        if (wantedBytes > memoryLimitBytes) {
            execute(memoryLimit(wantedBytes));
            memoryLimitBytes = wantedBytes;
        }
    }

    @Override
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * Makes a file that this process has made again with small blocks, if a table of so many columns comes into it. The copy
     * takes the file's name while the old one is still locked, so that no other process can have written to either.
     */
    private void fitBlocks(int columns) throws SQLException {
        try {
            if (!createdHere || !Blocks.areTooLarge(blockBytes, columns) || !Blocks.isSmallEnoughToCopy(path())) {
                return;
            }
            var copy = Blocks.copyWithSmallBlocks(path(), connection());
            PrivateFile.deleteIfEmpty(log());
            Files.move(copy, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            discardConnection();
        } catch (IOException failure) {
            throw WritablePath.failure(path(), failure);
        }
    }

    /**
     * Lets DuckDB use twice as much, up to half of the machine's memory, and opens the file again, because a session that ran out
     * of memory may not be used further.
     *
     * @return false when it may use that much already
     */
    @Override
    public boolean allowMore() {
        var most = Math.max(settings.memoryLimitBytes(), physicalBytes() / 2);
        if (memoryLimitBytes >= most) {
            return false;
        }
        leastLimitBytes = Math.min(most, memoryLimitBytes * 2);
        discardConnection();
        return true;
    }

    static long physicalBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    /**
     * Gives back what DuckDB keeps of the file's blocks, and what it has freed but the C library holds, if the commit was large or
     * other files of this process need memory too. After 50,000 rows of 367 columns that is 160 to 300 MB. A load reads few of
     * the blocks again (decision 0003); it takes 20 to 40 ms. Nothing is written to a file for that: a kill would leave it behind.
     */
    @Override
    public void giveBackMemory(long committedBytes) throws SQLException {
        if ((committedBytes < LARGE_COMMIT_BYTES && OPEN_IN_THIS_PROCESS.size() < 2)
                || memoryLimitBytes == Long.MAX_VALUE) {
            return;
        }
        try {
            execute(temporaryFolder(""));
        } catch (SQLException inUse) {
            // A commit has used it already, so it is there in any case.
            LOG.debug("DuckDB keeps its temporary files: {}", inUse.getMessage());
        }
        try {
            execute("SET memory_limit = '1MB'");
        } catch (SQLException stillUsed) {
            // DuckDB frees what it can, and then refuses (BufferPool::SetLimit, DuckDB 1.5).
            LOG.debug("DuckDB keeps part of {}: {}", path(), stillUsed.getMessage());
        }
        execute(memoryLimit(memoryLimitBytes));
        try {
            execute(temporaryFolder(path() + ".tmp"));
        } catch (SQLException inUse) {
            LOG.debug("DuckDB keeps its temporary files: {}", inUse.getMessage());
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection().createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void discardConnection() {
        var broken = connection;
        connection = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException ignored) {
                // It is given up because it does not work.
            }
        }
    }

    /**
     * DuckDB makes its write-ahead log at a commit, with rights of its own choice; an empty one that is there already is
     * used as it is, and is harmless if it stays empty (seen with DuckDB 1.5.6).
     */
    @Override
    public void prepareLog() {
        try {
            PrivateFile.createLike(path(), log());
        } catch (IOException failure) {
            throw WritablePath.failure(path(), failure);
        }
    }

    private Path log() {
        return path().resolveSibling(path().getFileName() + ".wal");
    }

    @Override
    public void markWritten() {
        written = true;
    }

    /** DuckDB's lock keeps other processes away. */
    @Override
    public boolean isShared() {
        return false;
    }

    Path path() {
        return settings.file();
    }

    @Override
    public void close() {
        try {
            if (createdHere && !written) {
                Files.deleteIfExists(path());
            }
            if (connection != null) {
                connection.close();
            }
            PrivateFile.deleteIfEmpty(log());
        } catch (IOException failure) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_FAILED,
                    "The unused new file " + path() + " or its empty log could not be removed: " + failure.getMessage()
                            + ".",
                    "Both are empty.",
                    "",
                    failure);
        } catch (SQLException failure) {
            throw DuckDbFailure.of(path(), failure);
        } finally {
            connection = null;
            OPEN_IN_THIS_PROCESS.remove(lockName);
        }
    }

    static DuckDBConnection connect(DuckDbSettings settings, String attach) throws SQLException {
        return connect(settings, memoryLimit(settings.memoryLimitBytes()), attach);
    }

    private static DuckDBConnection connectUnlimited(DuckDbSettings settings, String attach) throws SQLException {
        return connect(settings, "RESET memory_limit", attach);
    }

    /** @param path empty: nothing is written to temporary files */
    static String temporaryFolder(String path) {
        return "SET temp_directory = " + Sql.text(path);
    }

    static String memoryLimit(long bytes) {
        return "SET memory_limit = '" + (bytes >> 10) + "KiB'";
    }

    private static DuckDBConnection connect(DuckDbSettings settings, String memory, String attach) throws SQLException {
        var connection = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        UnpackedLibrary.unlink();
        try (var statement = connection.createStatement()) {
            setUp(statement, memory, settings.threads());
            statement.execute(temporaryFolder(settings.file() + ".tmp"));
            statement.execute(attach);
            statement.execute("USE " + CATALOG);
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** What every session of hubflow's has in common. */
    static void setUp(Statement statement, String memory, int threads) throws SQLException {
        statement.execute(memory);
        statement.execute("SET threads = " + threads);
        // Instants become text and dates in UTC, whatever the zone of this machine is.
        statement.execute("SET TimeZone = 'UTC'");
        statement.execute("SET preserve_insertion_order = false");
        // Everything needed is inside the driver by now; a sync must not download more code.
        statement.execute("SET autoinstall_known_extensions = false");
        statement.execute("SET autoload_known_extensions = false");
    }

    /** Made under another name and linked into place, so that a kill cannot leave half a header under the real name. */
    private static boolean createIfAbsent(Path path) {
        try {
            if (Files.exists(path) && Files.size(path) > 0) {
                return false;
            }
            var draft = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
            try {
                create(draft);
                OwnerOnly.restrict(draft);
                Files.deleteIfExists(path); // an empty file, such as one made by mktemp
                link(draft, path);
            } finally {
                Files.deleteIfExists(draft);
            }
            return true;
        } catch (FileAlreadyExistsException raced) {
            return false;
        } catch (IOException failure) {
            throw WritablePath.failure(path, failure);
        }
    }

    private static void link(Path draft, Path path) throws IOException {
        try {
            Files.createLink(path, draft);
        } catch (FileAlreadyExistsException raced) {
            throw raced;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.move(draft, path);
        }
    }

    private static void create(Path draft) {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            UnpackedLibrary.unlink();
            statement.execute("ATTACH %s AS %s (STORAGE_VERSION %s)"
                    .formatted(Sql.text(draft.toString()), CATALOG, Sql.text(STORAGE_VERSION)));
        } catch (SQLException failure) {
            throw DuckDbFailure.of(draft, failure);
        }
    }
}
