package io.hubflow.duckdb;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Where the file is and what DuckDB may use.
 *
 * @param memoryLimitBytes DuckDB's {@code memory_limit}; a table of more than about 75 columns raises it, because DuckDB
 *     pins a megabyte or more for each column while it writes (decision 0003)
 * @param threads DuckDB's {@code threads}; one writes as fast as two and holds less memory (decision 0003)
 * @param clock dates the checkpoints
 */
public record DuckDbSettings(Path file, long memoryLimitBytes, int threads, InstantSource clock) {
    /** The smallest limit under which 50 properties were seen to load is 96 MB; this leaves room. */
    public static final long DEFAULT_MEMORY_LIMIT_BYTES = 112L << 20;

    public static final int DEFAULT_THREADS = 1;

    static final long QUERY_MEMORY_BYTES = 1L << 30;

    /** @throws IllegalArgumentException when a bound is below what DuckDB can work with */
    public DuckDbSettings {
        if (memoryLimitBytes < 64L << 20) {
            throw new IllegalArgumentException("the memory limit of DuckDB is at least 64 MB, not " + memoryLimitBytes);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("DuckDB needs at least one thread, not " + threads);
        }
        file = WritablePath.target(file.toAbsolutePath().normalize());
    }

    /** The file with the default limits and the system's clock. */
    public static DuckDbSettings of(Path file) {
        return new DuckDbSettings(file, DEFAULT_MEMORY_LIMIT_BYTES, DEFAULT_THREADS, InstantSource.system());
    }

    /** A user's query may sort or join what it likes, so it gets more than a load does. */
    static DuckDbSettings forQueries(Path file) {
        return new DuckDbSettings(
                file, QUERY_MEMORY_BYTES, Runtime.getRuntime().availableProcessors(), InstantSource.system());
    }
}
