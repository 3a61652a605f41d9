package io.hubflow.app.tables;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.app.report.Json;
import io.hubflow.engine.destination.DestinationReader;
import io.hubflow.engine.destination.QueryRows;
import io.hubflow.engine.view.LabelledViews;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what there is to tell: {@code hubspot_properties}, the numbers of rows, and how many of them have a value. */
public final class TablesReader {
    /** Aggregates in one statement, far below what DuckDB and Snowflake take. */
    private static final int COUNTED_AT_ONCE = 200;

    private final DestinationReader reader;
    private final boolean fillRates;

    /** @param fillRates whether to count values, which reads the tables whole */
    public TablesReader(DestinationReader reader, boolean fillRates) {
        this.reader = reader;
        this.fillRates = fillRates;
    }

    /** @throws ConnectorException {@code CONFIGURATION_INVALID} when nothing was loaded yet */
    public PortalTables read() {
        var status = reader.status();
        if (status.rows().isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "There are no tables in " + reader.description() + " yet.",
                    "There is nothing to describe.",
                    "Run `hubflow sync` first, or name another destination with --to.");
        }
        var properties = properties();
        var tables = new ArrayList<PortalTables.Table>();
        new TreeMap<>(status.rows()).forEach((type, rows) -> {
            var columns = properties.getOrDefault(type, List.of());
            tables.add(new PortalTables.Table(type, rows, fillRates ? counted(type, rows, columns) : columns));
        });
        var names = tables.stream().map(PortalTables.Table::name).toList();
        var links = new ArrayList<PortalTables.Link>();
        var others = new TreeMap<String, Long>();
        new TreeMap<>(status.facts()).forEach((table, rows) -> {
            var ends = ends(table, names);
            if (ends.isEmpty()) {
                others.put(table, rows);
            } else {
                links.add(new PortalTables.Link(table, ends.get(0), ends.get(1), rows));
            }
        });
        return new PortalTables(tables, links, others);
    }

    /** A table of links is called after both of its ends. */
    private static List<String> ends(String table, List<String> names) {
        for (var from : names) {
            for (var to : names) {
                if (table.equalsIgnoreCase(from + "_" + to)) {
                    return List.of(from, to);
                }
            }
        }
        return List.of();
    }

    private Map<String, List<PortalTables.Column>> properties() {
        var columns = new HashMap<String, List<PortalTables.Column>>();
        each(
                "SELECT object_type, column_name, label, description, column_type, calculated, options"
                        + " FROM hubspot_properties WHERE column_name IS NOT NULL ORDER BY object_type, column_name",
                row -> columns.computeIfAbsent(text(row.get(0)), type -> new ArrayList<>())
                        .add(new PortalTables.Column(
                                text(row.get(1)),
                                text(row.get(2)),
                                text(row.get(3)),
                                text(row.get(4)),
                                Boolean.TRUE.equals(row.get(5)),
                                labels(text(row.get(6))),
                                OptionalDouble.empty())));
        return columns;
    }

    /** Labels of every column that holds a property, and of its options. */
    public List<LabelledViews.Property> labels() {
        var labels = new ArrayList<LabelledViews.Property>();
        each(
                "SELECT object_type, column_name, label, options FROM hubspot_properties WHERE column_name IS NOT NULL"
                        + " ORDER BY object_type, column_name",
                row -> {
                    var options = new LinkedHashMap<String, String>();
                    var json = text(row.get(3));
                    if (!json.isEmpty()) {
                        Json.read(json)
                                .forEach(option -> options.put(
                                        option.path("value").asText(),
                                        option.path("label").asText()));
                    }
                    labels.add(
                            new LabelledViews.Property(text(row.get(0)), text(row.get(1)), text(row.get(2)), options));
                });
        return labels;
    }

    private static List<String> labels(String options) {
        var labels = new ArrayList<String>();
        if (!options.isEmpty()) {
            for (JsonNode option : Json.read(options)) {
                labels.add(option.path("label").asText());
            }
        }
        return labels;
    }

    private List<PortalTables.Column> counted(String table, long rows, List<PortalTables.Column> columns) {
        var all = new ArrayList<PortalTables.Column>();
        for (var from = 0; from < columns.size(); from += COUNTED_AT_ONCE) {
            var part = columns.subList(from, Math.min(columns.size(), from + COUNTED_AT_ONCE));
            var counts = part.stream()
                    .map(column -> "count(\"" + column.name().replace("\"", "\"\"") + "\")")
                    .collect(Collectors.joining(", "));
            each("SELECT " + counts + " FROM " + quotedIfNeeded(table), row -> {
                for (var i = 0; i < part.size(); i++) {
                    var count = ((Number) Objects.requireNonNull(row.get(i))).doubleValue();
                    all.add(withFill(part.get(i), rows == 0 ? 0 : count / rows));
                }
            });
        }
        return all;
    }

    /** Plain names are understood in the case that each warehouse gives them. */
    private static String quotedIfNeeded(String table) {
        return table.matches("[A-Za-z_][A-Za-z0-9_]*") ? table : "\"" + table.replace("\"", "\"\"") + "\"";
    }

    private static PortalTables.Column withFill(PortalTables.Column column, double filled) {
        return new PortalTables.Column(
                column.name(),
                column.label(),
                column.description(),
                column.type(),
                column.calculated(),
                column.options(),
                OptionalDouble.of(Math.min(1, filled)));
    }

    private void each(String sql, java.util.function.Consumer<List<@Nullable Object>> consumer) {
        reader.run(sql, new QueryRows() {
            @Override
            public void columns(List<String> names, List<String> types) {
                // The statement says which they are.
            }

            @Override
            public void row(List<@Nullable Object> values) {
                consumer.accept(values);
            }
        });
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
