package io.hubflow.duckdb;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A column that is called as DuckDB calls the number of a row, by which hubflow changes rows. Earlier versions made it for a
 * property of that name; it gets the name that they make today. One that somebody else added is theirs to rename.
 */
final class HiddenRowIds {
    static final String COLUMN = "rowid";

    private final Connection connection;

    HiddenRowIds(Connection connection) {
        this.connection = connection;
    }

    /** @throws ConnectorException {@code DESTINATION_FOREIGN_TABLE} when the column is not hubflow's, or cannot be renamed */
    void reveal(String table) throws SQLException {
        if (!isOurs(table)) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_FOREIGN_TABLE,
                    "Table " + table
                            + " has a column rowid that hubflow did not make. It hides DuckDB's own rowid, by which rows"
                            + " are changed.",
                    "Nothing was written to it.",
                    "Give it another name, such as: ALTER TABLE " + Sql.name(table)
                            + " RENAME COLUMN rowid TO row_number;");
        }
        try (var rename = connection.createStatement()) {
            rename.execute("ALTER TABLE " + Sql.name(table) + " RENAME COLUMN rowid TO rowid_");
            rename.execute("UPDATE _hubflow_columns SET column_name = 'rowid_' WHERE lower(table_name) = lower("
                    + Sql.text(table) + ") AND lower(column_name) = 'rowid'");
        }
    }

    private boolean isOurs(String table) throws SQLException {
        try (var select = connection.prepareStatement("SELECT count(*) FROM _hubflow_columns WHERE lower(table_name) ="
                + " lower(?) AND lower(column_name) = 'rowid'")) {
            select.setString(1, table);
            try (var rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1) > 0;
            }
        }
    }
}
