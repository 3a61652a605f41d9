package io.hubflow.engine.feed;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/** Keeps the feeds of a run apart: no two of them write the same table. */
public final class FeedTables {
    private FeedTables() {}

    /** @throws ConnectorException {@code CONFIGURATION_INVALID} when two feeds would write one table; names are compared without case */
    public static void requireApart(List<? extends Feed> feeds) {
        var owners = new HashMap<String, String>();
        for (var feed : feeds) {
            for (var table : feed.tables()) {
                var other = owners.put(table.toLowerCase(Locale.ROOT), feed.name());
                if (other != null) {
                    throw new ConnectorException(
                            ErrorCode.CONFIGURATION_INVALID,
                            "The table " + table + " would be written by " + other + " and by " + feed.name() + ".",
                            "Nothing was read.",
                            "Leave out one of them: an object type, a pair of associations, or a history.");
                }
            }
        }
    }
}
