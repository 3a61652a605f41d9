package io.hubflow.engine.destination;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of facts about records: the links of a pair of object types, the members of lists, the versions of properties. Many
 * rows belong to one record or list, their <em>owner</em>, and are read together as a {@link FactSet}.
 *
 * <p>A destination adds the column {@code _synced_at} TIMESTAMP, the time of the reading that brought the row as it is.
 *
 * @param columns in the order of a fact's values; {@code _id} is the only name that may begin with {@code _}
 * @param key names of the columns that identify a row; their values are never null
 * @param ownerColumn one of the key, BIGINT
 * @param endColumn in a table that keeps {@link Keep#EVERY} row: the TIMESTAMP column in which the destination writes when
 *     the next version began, that is, the next greater value of the last key column among rows whose other key columns are
 *     equal; NULL in the newest version. Values given for it are ignored. Empty = there is no such column
 */
public record FactTable(
        String name, List<Column> columns, List<String> key, String ownerColumn, Keep keep, String endColumn) {
    /** The column that a destination adds. */
    public static final String SYNCED_AT = "_synced_at";

    /** What a newer set means for rows that it does not contain. */
    public enum Keep {
        /** They are removed: a set says everything that is true of its owner now. */
        CURRENT,
        /** They stay: a set brings what HubSpot still remembers of its owner. */
        EVERY
    }

    /** A table without an end column. */
    public FactTable(String name, List<Column> columns, List<String> key, String ownerColumn, Keep keep) {
        this(name, columns, key, ownerColumn, keep, "");
    }

    /** @throws IllegalArgumentException when columns are doubled or the others name columns that are not fit for it */
    public FactTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        var names = new HashSet<String>();
        for (var column : columns) {
            var reserved = column.name().startsWith("_") && !column.name().equals("_id");
            if (reserved || !names.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("column not allowed or doubled in " + name + ": " + column.name());
            }
        }
        if (!key.contains(ownerColumn) || typeOf(columns, ownerColumn) != ColumnType.BIGINT) {
            throw new IllegalArgumentException(
                    "the owner of " + name + " must be a BIGINT column of its key: " + ownerColumn);
        }
        for (var column : key) {
            if (!UNIQUE_TYPES.contains(typeOf(columns, column))) {
                throw new IllegalArgumentException("column " + column + " of " + name + " cannot be part of a key");
            }
        }
        if (!endColumn.isEmpty()
                && (keep != Keep.EVERY
                        || key.contains(endColumn)
                        || typeOf(columns, endColumn) != ColumnType.TIMESTAMP
                        || typeOf(columns, key.getLast()) != ColumnType.TIMESTAMP)) {
            throw new IllegalArgumentException(
                    "column " + endColumn + " of " + name + " cannot hold the end of versions");
        }
    }

    /** Types whose equal values have one form. */
    private static final Set<ColumnType> UNIQUE_TYPES =
            Set.of(ColumnType.BIGINT, ColumnType.VARCHAR, ColumnType.TIMESTAMP, ColumnType.DATE);

    /**
     * Checks a row of a set.
     *
     * @throws IllegalArgumentException when its values are not of the columns' classes, a part of its key is missing, or it
     *     belongs to another owner
     */
    public void requireRow(long ownerId, @Nullable Object[] row) {
        if (row.length != columns.size()) {
            throw new IllegalArgumentException(
                    "a fact of %d values for %d columns of %s".formatted(row.length, columns.size(), name));
        }
        for (var i = 0; i < row.length; i++) {
            var value = row[i];
            var column = columns.get(i);
            if (value == null ? key.contains(column.name()) : !column.type().takes(value)) {
                throw new IllegalArgumentException("%s is no %s for column %s of %s"
                        .formatted(
                                value == null ? "null" : "a " + value.getClass().getSimpleName(),
                                column.type(),
                                column.name(),
                                name));
            }
        }
        if (!Objects.equals(row[position(ownerColumn)], ownerId)) {
            throw new IllegalArgumentException(
                    "a fact of %s in the set of %d of %s".formatted(row[position(ownerColumn)], ownerId, name));
        }
    }

    /** @throws IllegalArgumentException when the values of this column cannot be ids of records */
    public void requireNamesRecords(String column) {
        if (!key.contains(column) || typeOf(columns, column) != ColumnType.BIGINT) {
            throw new IllegalArgumentException("column " + column + " of " + name + " names no record");
        }
    }

    /** @return the position of a column */
    public int position(String column) {
        return position(columns, column);
    }

    private static ColumnType typeOf(List<Column> columns, String name) {
        return columns.get(position(columns, name)).type();
    }

    private static int position(List<Column> columns, String name) {
        for (var i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column " + name);
    }
}
