package io.hubflow.duckdb;

import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Read-only access to a file that hubflow wrote, for queries and for looking at the state. Several readers may have the
 * file open at once, but none beside a writer. Not thread-safe; use it on a platform thread.
 */
public final class DuckDbQuery implements AutoCloseable {
    private final Path file;
    private final Connection connection;

    private DuckDbQuery(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * @throws ConnectorException {@code DESTINATION_REFUSED} when there is no such file or it is not DuckDB's,
     *     {@code DESTINATION_LOCKED} while a sync writes it, {@code DESTINATION_CORRUPT}
     */
    public static DuckDbQuery open(Path path) {
        var settings = DuckDbSettings.forQueries(path);
        var file = settings.file();
        if (!Files.isRegularFile(file)) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_REFUSED,
                    "There is no DuckDB file " + file + ".",
                    "Nothing was read.",
                    "Name an existing file, or make it with `hubflow sync`.");
        }
        if (DuckDbFile.isOpenForWriting(file)) {
            throw DuckDbFailure.locked(file, "a sync of this process", null);
        }
        try {
            return new DuckDbQuery(
                    file,
                    DuckDbFile.connect(
                            settings,
                            "ATTACH %s AS %s (READ_ONLY)".formatted(Sql.text(file.toString()), DuckDbFile.CATALOG)));
        } catch (SQLException failure) {
            throw DuckDbFailure.of(file, failure);
        }
    }

    /** For SQL against the file, whose tables need no prefix; closed with this object. */
    public Connection connection() {
        return connection;
    }

    /** The newest checkpoint of every stream; empty when hubflow has not written to this file. */
    public List<Checkpoint> checkpoints() {
        try {
            var state = new StateTables(file, connection);
            state.requireReadable();
            return state.loadCheckpoints();
        } catch (SQLException failure) {
            throw DuckDbFailure.of(file, failure);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw DuckDbFailure.of(file, failure);
        }
    }
}
