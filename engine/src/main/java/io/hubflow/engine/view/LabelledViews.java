package io.hubflow.engine.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Views over the tables of records in which people read labels: columns are called as HubSpot calls the properties, and
 * choices, owners, pipelines and stages show their labels. System columns keep their names.
 */
public final class LabelledViews {
    /** A choice of more options is left as it is, because the view's text would become too long. */
    private static final int MOST_OPTIONS = 300;

    static final String SUFFIX = "_labelled";

    private final ViewStore store;
    private final SqlDialect sql;

    private LabelledViews(ViewStore store) {
        this.store = store;
        this.sql = store.dialect();
    }

    /**
     * A property of a table.
     *
     * @param column its column, in the warehouse's own case
     * @param options labels by value; empty for anything but a choice
     */
    public record Property(String table, String column, String label, Map<String, String> options) {
        public Property {
            options = new java.util.LinkedHashMap<>(options);
        }
    }

    /** One view for each table that has properties and is there, called {@code <table>_labelled}. */
    public static List<View> over(ViewStore store, List<Property> properties) {
        var byTable = new java.util.TreeMap<String, Map<String, Property>>();
        properties.forEach(property -> byTable.computeIfAbsent(property.table(), table -> new HashMap<>())
                .put(property.column().toLowerCase(Locale.ROOT), property));
        var views = new ArrayList<View>();
        var labelled = new LabelledViews(store);
        byTable.forEach((table, known) ->
                store.find(table).ifPresent(relation -> views.add(labelled.view(table, relation, known))));
        return views;
    }

    private View view(String table, StoredRelation relation, Map<String, Property> known) {
        var used = new HashMap<String, Integer>();
        relation.columns().forEach((name, column) -> used.merge(key(title(name, column, known)), 1, Integer::sum));
        var titles = new ArrayList<String>();
        var items = new ArrayList<String>();
        relation.columns().forEach((name, column) -> {
            var title = title(name, column, known);
            // Every one of several with the same label carries its name, so that none depends on the others' order.
            titles.add(quoted(used.getOrDefault(key(title), 1) == 1 ? title : title + " (" + name + ")"));
            items.add(value(table, name, "t." + column, known.get(physical(column))));
        });
        return new View(
                table + SUFFIX, titles, "SELECT " + String.join(", ", items) + " FROM " + relation.sql() + " AS t");
    }

    private static String title(String name, String column, Map<String, Property> known) {
        var property = known.get(physical(column));
        return name.startsWith("_") || property == null || property.label().isBlank()
                ? name
                : property.label().strip();
    }

    private static String physical(String quotedColumn) {
        return quotedColumn
                .substring(1, quotedColumn.length() - 1)
                .replace("\"\"", "\"")
                .toLowerCase(Locale.ROOT);
    }

    /** As people write it, in each warehouse. */
    private static String quoted(String title) {
        return '"' + title.replace("\"", "\"\"") + '"';
    }

    private static String key(String title) {
        return title.toLowerCase(Locale.ROOT);
    }

    private String value(
            String table, String name, String column, @org.jspecify.annotations.Nullable Property property) {
        return switch (name) {
            case "hubspot_owner_id" ->
                lookUp(
                        "hubspot_owners",
                        "COALESCE(NULLIF(TRIM(COALESCE(o.@first_name, '') || ' ' || COALESCE(o.@last_name, '')), ''),"
                                + " o.@email)",
                        column,
                        "");
            case "pipeline", "hs_pipeline" -> lookUp("hubspot_pipelines", "o.@label", column, table);
            case "dealstage", "hs_pipeline_stage" -> lookUp("hubspot_pipeline_stages", "o.@label", column, table);
            default -> property == null ? column : option(column, property.options());
        };
    }

    /** The label from a table of reference, or the value when there is none. */
    private String lookUp(String reference, String label, String column, String table) {
        var found = store.find(reference);
        if (found.isEmpty()) {
            return column;
        }
        var expression = label;
        for (var name : List.of("first_name", "last_name", "email", "label")) {
            expression = expression.replace("@" + name, found.get().columns().getOrDefault(name, "NULL"));
        }
        var text = sql.as(ViewType.STRING, column);
        var scope = table.isEmpty()
                ? ""
                : " AND o." + found.get().columns().get("object_type") + " = " + sql.literal(table);
        return "COALESCE((SELECT MAX(" + expression + ") FROM " + found.get().sql() + " AS o WHERE o."
                + found.get().columns().get("id") + " = " + text + scope + "), " + text + ")";
    }

    private String option(String column, Map<String, String> options) {
        if (options.isEmpty() || options.size() > MOST_OPTIONS) {
            return column;
        }
        var text = sql.as(ViewType.STRING, column);
        var choice = new StringBuilder("CASE ").append(text);
        options.forEach((value, label) -> choice.append(" WHEN ")
                .append(sql.literal(value))
                .append(" THEN ")
                .append(sql.literal(label)));
        return choice.append(" ELSE ").append(text).append(" END").toString();
    }
}
