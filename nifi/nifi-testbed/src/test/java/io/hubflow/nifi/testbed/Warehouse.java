package io.hubflow.nifi.testbed;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Where a flow's tables are, for a reader that must not disturb the writer. */
interface Warehouse {
    Connection open() throws SQLException, IOException;

    /** A table's name as a query has to write it. */
    String named(String table);

    /**
     * All rows of a table, with times and dates in a form whose exact value {@link TableTruth} can tell.
     *
     * @return a query; its columns bear the properties' names, in any case
     */
    String everything(Connection connection, String table) throws SQLException;
}
