package io.hubflow.engine.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One SELECT of a view: what each of its columns is, and where it comes from. */
final class Selection {
    private final SqlDialect sql;
    private final StoredRelation from;
    private final Map<String, String> values = new LinkedHashMap<>();
    private String more = "";
    private String where = "";

    Selection(SqlDialect sql, StoredRelation from) {
        this.sql = sql;
        this.from = from;
    }

    /** A column of the table, or NULL when the table does not have it. */
    String column(String name) {
        return from.column(name).map(column -> "t." + column).orElse("NULL");
    }

    boolean has(String name) {
        return from.column(name).isPresent();
    }

    /** @param name of the view's column */
    Selection set(String name, String expression) {
        values.put(name, expression);
        return this;
    }

    /** The columns of the table under other names: pairs of the view's name and the table's. */
    Selection rename(String... pairs) {
        for (var i = 0; i < pairs.length; i += 2) {
            set(pairs[i], column(pairs[i + 1]));
        }
        return this;
    }

    Selection join(String further) {
        more = further;
        return this;
    }

    Selection where(String condition) {
        where = " WHERE " + condition;
        return this;
    }

    /** Names of the view's columns: first the wanted ones, then whatever else was set. */
    List<String> names(FivetranTable wanted) {
        var names = new ArrayList<>(wanted.columns().keySet());
        values.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
        return names;
    }

    /** The query with exactly these columns; a wanted one has its type, and is NULL when nobody set it. */
    String query(List<String> names, FivetranTable wanted) {
        var items = new ArrayList<String>();
        for (var name : names) {
            var value = values.getOrDefault(name, "NULL");
            var type = wanted.columns().get(name);
            // Properties keep the types of their columns; ids that the package joins by must be numbers.
            var keepsType = name.startsWith("property_") && !name.endsWith("_id") && !value.equals("NULL");
            var item = type == null || keepsType ? value : sql.as(type, value);
            items.add(item + " AS " + sql.quote(name));
        }
        return "SELECT " + String.join(", ", items) + " FROM " + from.sql() + " AS t" + more + where;
    }
}
