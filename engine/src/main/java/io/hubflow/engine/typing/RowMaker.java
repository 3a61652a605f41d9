package io.hubflow.engine.typing;

import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Reading;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.UnparsedValues;
import io.hubflow.engine.privacy.Protections;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.PropertySelection;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a table's rows of HubSpot's records. A value that does not fit its column never fails the row: the column is null
 * or as near as its type allows, and the exact wire text goes to {@code _unparsed}. {@code ""} is null. Thread-safe.
 */
public final class RowMaker {
    private final PropertySelection selection;
    private final Protections protections;
    private final List<@Nullable UnaryOperator<String>> changes;
    private final String[] columnNames;
    private final ColumnType[] types;
    private final ColumnType[] given;
    private final int[] sources;
    private final long[] seeds;
    private final Set<String> unreadColumns;
    private final long unreadHash;
    private final Set<String> hiddenColumns = ConcurrentHashMap.newKeySet();
    private volatile Hidden lastHidden = Hidden.NOTHING;
    private final LongAdder unparsed = new LongAdder();
    private final LongAdder rounded = new LongAdder();

    /**
     * @param selection the properties of the records that will come
     * @param properties the property of each column, in the schema's order; a column whose property is not selected is
     *     unread: null in every row
     */
    public RowMaker(PropertySelection selection, TableSchema schema, List<String> properties) {
        this(selection, schema, properties, Map.of());
    }

    /**
     * As above, where columns may have become text whose properties are none.
     *
     * @param propertyTypes the type that HubSpot gives a property now; that of its column when absent
     */
    public RowMaker(
            PropertySelection selection,
            TableSchema schema,
            List<String> properties,
            Map<String, ColumnType> propertyTypes) {
        this(selection, schema, properties, propertyTypes, Protections.NONE);
    }

    /**
     * As above, with values that must not be stored as they come.
     *
     * @param propertyTypes of a protected property {@link Protections#columnType}
     */
    public RowMaker(
            PropertySelection selection,
            TableSchema schema,
            List<String> properties,
            Map<String, ColumnType> propertyTypes,
            Protections protections) {
        var count = schema.columns().size();
        if (properties.size() != count) {
            throw new IllegalArgumentException(properties.size() + " properties for " + count + " columns");
        }
        this.selection = selection;
        this.protections = protections;
        changes = new ArrayList<>(count);
        columnNames = new String[count];
        types = new ColumnType[count];
        given = new ColumnType[count];
        sources = new int[count];
        seeds = new long[count];
        for (var i = 0; i < count; i++) {
            var column = schema.columns().get(i);
            columnNames[i] = column.name();
            types[i] = column.type();
            sources[i] = selection.indexOf(properties.get(i));
            given[i] = column.type() == ColumnType.VARCHAR
                    ? propertyTypes.getOrDefault(properties.get(i), ColumnType.VARCHAR)
                    : column.type();
            seeds[i] = ContentHash.seed(properties.get(i), column.type(), given[i]);
            changes.add(protections.changeOf(properties.get(i)).orElse(null));
        }
        unreadColumns = IntStream.range(0, count)
                .filter(i -> sources[i] < 0)
                .mapToObj(i -> columnNames[i])
                .collect(Collectors.toUnmodifiableSet());
        unreadHash = ContentHash.unread(unreadColumns);
    }

    /** Columns of the schema that the rows say nothing about, because their property is not selected. */
    public Set<String> unreadColumns() {
        return unreadColumns;
    }

    /** How values are changed before they are stored; whoever stores values without a row changes them alike. */
    public Protections protections() {
        return protections;
    }

    public PropertySelection selection() {
        return selection;
    }

    /** @param reading how HubSpot was asked for it */
    public Row toRow(HubSpotRecord record, Reading reading) {
        var values = new @Nullable Object[types.length];
        var hidden = hiddenBy(record.absentProperties());
        var hash = unreadHash + hidden.hash + ContentHash.head(record);
        StringBuilder unfit = null;
        for (var i = 0; i < types.length; i++) {
            var wire = sources[i] < 0 ? null : record.value(sources[i]);
            if (wire != null && !wire.isEmpty() && changes.get(i) instanceof UnaryOperator<String> change) {
                wire = change.apply(wire);
            }
            if (wire == null || wire.isEmpty()) {
                continue;
            }
            var text = given[i] == types[i] ? wire : WireValues.text(given[i], wire);
            var value = WireValues.parse(types[i], text);
            hash += ContentHash.value(seeds[i], ContentHash.stored(value, text, wire));
            if (value == WireValues.UNSTORABLE) {
                values[i] = UnparsedValues.storable(wire);
                unparsed.increment();
                unfit = note(unfit, columnNames[i], wire);
            } else if (value == WireValues.UNFIT) {
                unparsed.increment();
                unfit = note(unfit, columnNames[i], wire);
            } else if (value instanceof WireValues.Nearest nearest) {
                values[i] = nearest.value();
                rounded.increment();
                unfit = note(unfit, columnNames[i], wire);
            } else {
                values[i] = value;
            }
        }
        var row = new Row(
                        record.id(),
                        record.createdAtMillis(),
                        record.updatedAtMillis(),
                        record.archived(),
                        record.archivedAtMillis() == HubSpotRecord.NOT_ARCHIVED
                                ? Row.NO_TIME
                                : record.archivedAtMillis(),
                        reading.readAtMillis(),
                        hash,
                        unfit == null ? null : unfit.append('}').toString(),
                        values)
                .readBy(reading);
        return hidden.columns.isEmpty() ? row : row.hiding(hidden.columns);
    }

    /** Columns whose property an answer said nothing about. */
    private record Hidden(BitSet properties, Set<String> columns, long hash) {
        static final Hidden NOTHING = new Hidden(new BitSet(), Set.of(), 0);
    }

    private Hidden hiddenBy(BitSet properties) {
        if (properties.isEmpty()) {
            return Hidden.NOTHING;
        }
        var last = lastHidden;
        if (!last.properties.equals(properties)) {
            var columns = IntStream.range(0, sources.length)
                    .filter(i -> sources[i] >= 0 && properties.get(sources[i]))
                    .mapToObj(i -> columnNames[i])
                    .collect(Collectors.toUnmodifiableSet());
            last = new Hidden(properties, columns, ContentHash.unread(columns));
            lastHidden = last;
            hiddenColumns.addAll(columns);
        }
        return last;
    }

    /** Columns that at least one answer said nothing about, although their property was asked for. */
    public Set<String> hiddenColumns() {
        return Set.copyOf(hiddenColumns);
    }

    /** Values so far that fit their column's type not at all: the column is null, {@code _unparsed} has the text. */
    public long unparsedValues() {
        return unparsed.sum();
    }

    /** Values so far that are stored as near as the type allows, with the exact text in {@code _unparsed}. */
    public long roundedValues() {
        return rounded.sum();
    }

    private static StringBuilder note(@Nullable StringBuilder json, String column, String wire) {
        var result = json == null ? new StringBuilder() : json;
        UnparsedValues.append(result, column, wire);
        return result;
    }
}
