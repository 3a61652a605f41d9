package io.hubflow.app.tables;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the tables of a portal hold.
 *
 * @param tables of records, by name
 * @param links tables of links between two of them
 * @param others every other table, with its rows
 */
public record PortalTables(List<Table> tables, List<Link> links, Map<String, Long> others) {
    public PortalTables {
        tables = List.copyOf(tables);
        links = List.copyOf(links);
        others = new java.util.TreeMap<>(others);
    }

    /** @param columns in the order of their names */
    public record Table(String name, long rows, List<Column> columns) {
        public Table {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A column that holds a property.
     *
     * @param description HubSpot's, may be empty
     * @param options labels of the values of an enumeration
     * @param filled the share of rows that are not NULL, from 0 to 1; empty when it was not counted
     */
    public record Column(
            String name,
            String label,
            String description,
            String type,
            boolean calculated,
            List<String> options,
            OptionalDouble filled) {
        public Column {
            options = List.copyOf(options);
        }
    }

    public record Link(String table, String from, String to, long rows) {}
}
