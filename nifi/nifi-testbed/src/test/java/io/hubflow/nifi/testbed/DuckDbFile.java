package io.hubflow.nifi.testbed;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A DuckDB file, read as a copy: an open file would keep the flow's writer out. */
record DuckDbFile(Path file) implements Warehouse {
    @Override
    public Connection open() throws SQLException, IOException {
        if (!Files.exists(file)) {
            throw new FileNotFoundException(file.toString());
        }
        var copy = file.resolveSibling("copy.duckdb");
        Files.deleteIfExists(copy.resolveSibling("copy.duckdb.wal"));
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        return DriverManager.getConnection("jdbc:duckdb:" + copy);
    }

    @Override
    public String named(String table) {
        return table;
    }

    @Override
    public String everything(Connection connection, String table) {
        return "SELECT * FROM " + table;
    }
}
