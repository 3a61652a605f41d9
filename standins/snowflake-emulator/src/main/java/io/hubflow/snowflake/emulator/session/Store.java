package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.translate.Macros;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBConnection;

/**
 * The DuckDB database under the account and the directory of its stages, both temporary. Every session has a connection of its own.
 * Thread-safe.
 */
public final class Store implements AutoCloseable {
    /** Of DuckDB. Tests have one: small statements on more of them take a tenth more processor time. */
    private static final int THREADS =
            Integer.getInteger("hubflow.emulator.threads", Runtime.getRuntime().availableProcessors());

    private final Path directory;
    private final DuckDBConnection root;
    private final AtomicLong commits = new AtomicLong();
    private final Map<String, Long> versions = new ConcurrentHashMap<>();
    private final AtomicLong names = new AtomicLong();

    private Store(Path directory, DuckDBConnection root) {
        this.directory = directory;
        this.root = root;
    }

    /** @param memoryLimit DuckDB's, e.g. {@code 1GB}; beyond it DuckDB spills to the directory */
    public static Store open(String memoryLimit) {
        try {
            Path directory = Files.createTempDirectory("snowflake-emulator-");
            var root = (DuckDBConnection)
                    DriverManager.getConnection("jdbc:duckdb:" + directory.resolve("account.duckdb"));
            try (var statement = root.createStatement()) {
                statement.execute("SET memory_limit = '" + memoryLimit + "'");
                statement.execute("SET threads = " + THREADS);
                statement.execute("SET temp_directory = '" + directory.resolve("spill") + "'");
                statement.execute("SET preserve_insertion_order = false");
                // Takes time with the square of the columns: most of what a MERGE of hundreds of columns takes.
                statement.execute("SET disabled_optimizers = 'common_subexpressions'");
                statement.execute("SET TimeZone = 'UTC'");
                for (String macro : Macros.definitions()) {
                    statement.execute(macro);
                }
            }
            return new Store(directory, root);
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary directory for the emulator", e);
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB did not start: " + e.getMessage(), e);
        }
    }

    Connection connect() {
        try {
            Connection connection = root.duplicate();
            try (var statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
            }
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB refused a connection: " + e.getMessage(), e);
        }
    }

    public Path directory() {
        return directory;
    }

    /** A DuckDB name that nobody uses. */
    String newName(String prefix) {
        return prefix + names.incrementAndGet();
    }

    /** A moment: everything committed so far is older. */
    long moment() {
        return commits.get();
    }

    /** Notes that these tables have changed for everyone. */
    void committed(Iterable<String> tables) {
        long version = commits.incrementAndGet();
        tables.forEach(table -> versions.put(table, version));
    }

    boolean changedSince(String table, long moment) {
        return versions.getOrDefault(table, 0L) > moment;
    }

    @Override
    public void close() {
        try {
            root.close();
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path visited, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB did not close", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not remove " + directory, e);
        }
    }
}
