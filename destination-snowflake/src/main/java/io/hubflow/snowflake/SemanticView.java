package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;
import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.view.StoredRelation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The statement that makes a semantic view: tables of records and of links, relationships between them, numbers as facts, other
 * properties as dimensions, HubSpot's labels as synonyms, and a count for each table (docs.snowflake.com
 * sql-reference/sql/create-semantic-view, read 2026-11-28). Clauses stand in the order that Snowflake asks for.
 */
public final class SemanticView {
    /** Properties of one table. Questions are answered worse the more there are, and portals have hundreds. */
    static final int MOST_COLUMNS = 60;

    private final Function<String, Optional<StoredRelation>> relations;
    private final Map<String, StoredRelation> tables = new LinkedHashMap<>();
    private final List<String> definitions = new ArrayList<>();
    private final List<String> relationships = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();
    private final List<String> dimensions = new ArrayList<>();
    private final List<String> metrics = new ArrayList<>();

    /** @param relations the tables as the warehouse has them, see {@link SnowflakeViews#find} */
    public SemanticView(Function<String, Optional<StoredRelation>> relations) {
        this.relations = relations;
    }

    /**
     * A property.
     *
     * @param column Snowflake's
     * @param number whether it is one that can be summed
     */
    public record Property(String column, String label, String description, boolean number) {}

    /** Adds a table of records; one that is not there is left out. */
    public SemanticView records(String table, List<Property> properties) {
        relations.apply(table).ifPresent(relation -> {
            tables.put(table, relation);
            var alias = quote(Identifiers.upper(table));
            definitions.add(alias + " AS " + relation.sql() + " PRIMARY KEY (\"_ID\") COMMENT = "
                    + literal("HubSpot " + table + ", one row a record"));
            dimensions.add(alias + ".\"_ID\" AS \"_ID\" COMMENT = 'HubSpot''s id of the record'");
            dimensions.add(
                    alias + ".\"_ARCHIVED\" AS \"_ARCHIVED\" COMMENT = 'True for a record that HubSpot archived or"
                            + " deleted; leave these out unless they are asked for'");
            metrics.add(alias + "." + quote(Identifiers.upper(table) + "_COUNT") + " AS COUNT_IF(NOT " + alias
                    + ".\"_ARCHIVED\") WITH SYNONYMS = (" + literal("number of " + table) + ")");
            var there = new HashSet<>(relation.columns().values());
            chosen(properties, there).forEach(property -> add(alias, property));
        });
        return this;
    }

    /** Adds a table of links between two that were added; a table of links between records of one type is left out. */
    public SemanticView links(String table, String from, String to) {
        if (from.equals(to) || !tables.containsKey(from) || !tables.containsKey(to)) {
            return this;
        }
        relations.apply(table).ifPresent(relation -> {
            var name = Identifiers.upper(table);
            definitions.add(quote(name) + " AS " + relation.sql()
                    + " PRIMARY KEY (\"FROM_ID\", \"TO_ID\", \"TYPE_ID\", \"CATEGORY\") COMMENT = "
                    + literal("Links between " + from + " and " + to));
            relationships.add(reference(name, "FROM", from));
            relationships.add(reference(name, "TO", to));
            dimensions.add(quote(name) + ".\"LABEL\" AS \"LABEL\" COMMENT = 'Label of the link'");
        });
        return this;
    }

    private static String reference(String table, String end, String records) {
        return quote(table + "_" + end) + " AS " + quote(table) + " (" + quote(end + "_ID") + ") REFERENCES "
                + quote(Identifiers.upper(records)) + " (\"_ID\")";
    }

    /** The properties that people made come first, then HubSpot's own, which are called {@code hs_…}. */
    private static List<Property> chosen(List<Property> properties, Set<String> there) {
        var present = properties.stream()
                .filter(property -> there.contains(quote(property.column())))
                .toList();
        var chosen = new ArrayList<Property>();
        for (var own : List.of(false, true)) {
            present.stream()
                    .filter(property ->
                            property.column().toLowerCase(Locale.ROOT).startsWith("hs_") == own)
                    .forEach(chosen::add);
        }
        return chosen.subList(0, Math.min(chosen.size(), MOST_COLUMNS));
    }

    private void add(String alias, Property property) {
        var name = quote(property.column());
        var words = new StringBuilder(alias + "." + name + " AS " + name);
        var label = property.label().strip();
        if (!label.isEmpty() && !label.equalsIgnoreCase(property.column())) {
            words.append(" WITH SYNONYMS = (").append(literal(label)).append(')');
        }
        if (!property.description().isBlank()) {
            words.append(" COMMENT = ").append(literal(property.description().strip()));
        }
        (property.number() ? facts : dimensions).add(words.toString());
    }

    /** @param view its full name, quoted */
    public String statement(String view) {
        var sql = new StringBuilder("CREATE OR REPLACE SEMANTIC VIEW " + view);
        clause(sql, "TABLES", definitions);
        clause(sql, "RELATIONSHIPS", relationships);
        clause(sql, "FACTS", facts);
        clause(sql, "DIMENSIONS", dimensions);
        clause(sql, "METRICS", metrics);
        return sql + "\n  COMMENT = " + literal(Ddl.COMMENT + "HubSpot for questions in words") + "\n  COPY GRANTS";
    }

    private static void clause(StringBuilder sql, String name, List<String> items) {
        if (!items.isEmpty()) {
            sql.append("\n  ")
                    .append(name)
                    .append(" (\n    ")
                    .append(String.join(",\n    ", items))
                    .append("\n  )");
        }
    }
}
