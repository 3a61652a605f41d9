package io.hubflow.app.tables;

import java.util.List;
import java.util.Locale;

/** Words that both formats of the page share. */
final class TableWords {
    /** Labels of options shown for a column; some portals have hundreds. */
    private static final int MOST_OPTIONS = 8;

    private TableWords() {}

    static String rows(long rows) {
        return String.format(Locale.ROOT, "%,d %s", rows, rows == 1 ? "row" : "rows");
    }

    static String filled(PortalTables.Column column) {
        return column.filled().isEmpty()
                ? ""
                : String.format(Locale.ROOT, "%.0f %%", 100 * column.filled().getAsDouble());
    }

    static String options(PortalTables.Column column) {
        List<String> all = column.options();
        return all.size() <= MOST_OPTIONS
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, MOST_OPTIONS)) + " and " + (all.size() - MOST_OPTIONS) + " more";
    }

    static String description(PortalTables.Column column) {
        var calculated = column.calculated() ? "Calculated by HubSpot." : "";
        var same = column.description().equals(column.label());
        return (same ? calculated : column.description().strip() + " " + calculated).strip();
    }
}
