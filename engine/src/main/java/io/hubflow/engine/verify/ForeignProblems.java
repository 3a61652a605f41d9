package io.hubflow.engine.verify;

import io.hubflow.engine.verify.ForeignTable.Columns;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What can be wrong with another tool's table, as errors that come before any call. */
public final class ForeignProblems {
    private static final int MOST_NAMED = 40;

    private ForeignProblems() {}

    /** @throws ConnectorException {@code CONFIGURATION_INVALID} when a named column is not among the table's */
    public static void requireColumns(String table, List<String> present, Columns columns) {
        Stream.of(Stream.of(columns.idColumn()), columns.updatedColumn().stream(), columns.deletedColumn().stream())
                .flatMap(some -> some)
                .map(column -> column.split(":", 2)[0])
                .filter(column -> present.stream().noneMatch(column::equalsIgnoreCase))
                .findFirst()
                .ifPresent(column -> {
                    throw invalid(table + " has no column " + column + ".", "Its columns are " + listed(present) + ".");
                });
    }

    public static ConnectorException notNumbers(String table, String column, long bad, long rows) {
        return invalid(
                "Column " + column + " of " + table + " is no record id: " + bad + " of " + rows
                        + " rows hold something that is not a number.",
                "Name the column that holds HubSpot's record id with --id.");
    }

    public static ConnectorException notTimes(String table, String column, long bad) {
        return invalid(
                "Column " + column + " of " + table + " is no time: " + bad
                        + " rows hold something else than a timestamp or milliseconds since 1970.",
                "Name the column that holds the time of the last modification with --updated.");
    }

    private static String listed(List<String> columns) {
        var some = columns.stream()
                .sorted(Comparator.naturalOrder())
                .limit(MOST_NAMED)
                .toList();
        return String.join(", ", some)
                + (columns.size() > MOST_NAMED ? " and " + (columns.size() - MOST_NAMED) + " more" : "");
    }

    private static ConnectorException invalid(String what, String action) {
        return new ConnectorException(ErrorCode.CONFIGURATION_INVALID, what, "HubSpot was not called.", action);
    }
}
