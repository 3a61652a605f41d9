package io.hubflow.engine.verify;

import java.util.List;
import java.util.Locale;

/**
 * One record, or one owner of links, whose rows are not what HubSpot has. It never holds a value.
 *
 * @param id of the record; in a table of links or histories, of the record that owns the rows
 * @param columns that differ; empty where whole rows do
 * @param reason a sentence for people
 */
public record Finding(Kind kind, long id, List<String> columns, String reason) {
    /** How rows differ from HubSpot. */
    public enum Kind {
        /** HubSpot has the record and the table does not. */
        MISSING,
        /** The table has a row that HubSpot has no record for, or the same record twice. */
        EXTRA,
        /** The row is as HubSpot had the record earlier. */
        STALE,
        /** The row holds what HubSpot never said. */
        WRONG,
        /** HubSpot's answers contradict each other or do not say. */
        UNEXPLAINED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        columns = List.copyOf(columns);
    }
}
