package io.hubflow.app.command;

import io.hubflow.app.config.Configuration;
import io.hubflow.duckdb.DuckDbForeignTable;
import io.hubflow.engine.verify.ForeignTable;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.nio.file.Path;

/** Opens a table that another tool made, wherever it is. */
final class ForeignTables {
    private ForeignTables() {}

    /** @param folder where relative paths of files begin */
    static ForeignTable open(Configuration configuration, Path folder, ForeignTable.Columns columns) {
        if (DuckDbForeignTable.isFile(columns.table())) {
            return DuckDbForeignTable.ofFile(folder, columns);
        }
        return switch (configuration.destination()) {
            case DUCKDB -> DuckDbForeignTable.ofTable(configuration.duckDbPath(), columns);
            case MOTHERDUCK ->
                throw new ConnectorException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "hubflow cannot compare with a table in MotherDuck (" + columns.table() + ").",
                        "Nothing was compared.",
                        "Copy it into a Parquet file (COPY ... TO 'other.parquet'), and name that file.");
            case SNOWFLAKE ->
                Snowflake.foreignTable(configuration.snowflakeSettings(), configuration.snowflakeNetwork(), columns);
        };
    }
}
