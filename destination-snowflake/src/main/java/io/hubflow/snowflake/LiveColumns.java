package io.hubflow.snowflake;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns that tables really have, as this process last saw or made them. A type that hubflow never makes is null. Guarded by
 * the destination's lock.
 */
final class LiveColumns {
    private final Place place;
    private final Grants grants;
    private final Ddl ddl;
    private final TableComments comments;
    private final Map<String, Map<String, ColumnType>> byTable = new HashMap<>();

    LiveColumns(Place place, Grants grants, Ddl ddl, TableComments comments) {
        this.place = place;
        this.grants = grants;
        this.ddl = ddl;
        this.comments = comments;
    }

    void forget() {
        byTable.clear();
    }

    boolean areKnown(String table) {
        return byTable.containsKey(table);
    }

    /** To be changed and given back to {@link #remember} once the table has these columns. */
    Map<String, ColumnType> of(Session session, String table) {
        var known = byTable.get(table);
        return known == null ? describe(session, table) : new LinkedHashMap<>(known);
    }

    void remember(String table, Map<String, ColumnType> columns) {
        byTable.put(table, columns);
    }

    /** Asks Snowflake, whatever is known. */
    Map<String, ColumnType> describe(Session session, String table) {
        var columns = new LinkedHashMap<String, ColumnType>();
        var commented = new HashMap<String, String>();
        session.show(
                new Purpose("describe table " + place.object(table), grants.useTable(table)),
                "DESCRIBE TABLE " + place.object(table),
                row -> {
                    var comment = Session.textIfPresent(row, "comment");
                    commented.put(row.getString("name"), comment == null ? "" : comment);
                    try {
                        columns.put(row.getString("name"), SqlType.parse(row.getString("type")));
                    } catch (IllegalArgumentException e) {
                        columns.put(row.getString("name"), null);
                    }
                    return true;
                });
        comments.described(table, commented);
        return columns;
    }

    /** @param live gets the columns too */
    boolean addMissing(Session session, String name, List<Column> columns, Map<String, ColumnType> live) {
        var missing = new ArrayList<PropertyColumn>();
        for (var column : columns) {
            var upper = Identifiers.upper(column.name());
            if (!live.containsKey(upper)) {
                missing.add(new PropertyColumn(column.name(), upper, column.type()));
                live.put(upper, column.type());
            }
        }
        if (!missing.isEmpty()) {
            session.run(
                    new Purpose("add columns to " + place.object(name), grants.ownTable(name)),
                    ddl.addColumns(name, missing));
        }
        return !missing.isEmpty();
    }
}
