package io.hubflow.snowflake;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.Locale;

/** Which tables of the schema hubflow may write to: those that it made, each for what it was made for. */
record TableOwnership(Place place, Grants grants) {
    /** @throws ConnectorException {@code DESTINATION_FOREIGN_TABLE} for a table or view that hubflow did not create */
    void requireOurs(String table, StoredState state) {
        if (state.hasObject(table)
                && !state.isOurs(table)
                && state.find(StateKind.TABLE, table).isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_FOREIGN_TABLE,
                    "Snowflake already has a table or view for " + table.toLowerCase(Locale.ROOT) + ", "
                            + place.object(table) + ", which hubflow did not create.",
                    "Nothing was written to it.",
                    "Choose another Destination Schema, or run: " + grants.moveTable(table) + ";");
        }
    }

    /** @throws ConnectorException {@code DESTINATION_FOREIGN_TABLE} for a table that is not one of facts */
    void requireFacts(String table, StoredState state) {
        if (state.hasObject(table)) {
            requireOurs(table, state);
            if (!state.isOfFacts(table)) {
                throw otherKind(table, "is not a table of facts about records, such as links");
            }
        }
    }

    void refuseFacts(String table, StoredState state) {
        if (state.isOfFacts(table)) {
            throw otherKind(table, "is a table of facts about records, such as links");
        }
    }

    private ConnectorException otherKind(String table, String kind) {
        return new ConnectorException(
                ErrorCode.DESTINATION_FOREIGN_TABLE,
                "Table " + place.object(table) + " was created by hubflow, but it " + kind + ".",
                "Nothing was written to it.",
                "Choose another Destination Schema, or run: " + grants.moveTable(table) + ";");
    }
}
