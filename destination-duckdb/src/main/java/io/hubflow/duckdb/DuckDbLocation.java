package io.hubflow.duckdb;

import io.hubflow.error.ConnectorException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Where tables are that DuckDB reads and writes. */
sealed interface DuckDbLocation {
    /** As messages name it. */
    String description();

    /** Rows that wait for their commit are in unnamed files beside this path. */
    Path spool();

    /** DuckDB's message in hubflow's words. */
    ConnectorException failure(SQLException failure);

    /** Whether the session cannot be used after this failure. */
    boolean needsReopening(SQLException failure);

    /** A file on this machine. */
    record LocalFile(Path path) implements DuckDbLocation {
        @Override
        public String description() {
            return "DuckDB file " + path;
        }

        @Override
        public Path spool() {
            return path;
        }

        @Override
        public ConnectorException failure(SQLException failure) {
            return DuckDbFailure.of(path, failure);
        }

        @Override
        public boolean needsReopening(SQLException failure) {
            return DuckDbFailure.needsReopening(failure);
        }
    }

    /** A database in MotherDuck. */
    record MotherDuck(String database, Path spool) implements DuckDbLocation {
        @Override
        public String description() {
            return "MotherDuck database " + database;
        }

        @Override
        public ConnectorException failure(SQLException failure) {
            return MotherDuckFailure.of(this, failure);
        }

        /** The connection may be what failed. */
        @Override
        public boolean needsReopening(SQLException failure) {
            return true;
        }
    }
}
