package io.hubflow.nifi.put;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings rows of one column list into another that holds it: columns elsewhere, types wider. A value in a column that has
 * become text is written as HubSpot's wire text, as a destination does with the rows that were there before.
 */
final class RowFit {
    private static final DateTimeFormatter WIRE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private final int[] sources;
    private final ColumnType[] fromTypes;
    private final ColumnType[] toTypes;
    private final long unreadHash;
    private final boolean same;

    private RowFit(int[] sources, ColumnType[] fromTypes, ColumnType[] toTypes, long unreadHash, boolean same) {
        this.sources = sources;
        this.fromTypes = fromTypes;
        this.toTypes = toTypes;
        this.unreadHash = unreadHash;
        this.same = same;
    }

    /** @param unreadHash what the columns that {@code from} lacks add to the content hash */
    static RowFit between(List<Column> from, List<Column> to, long unreadHash) {
        var position = new HashMap<String, Integer>();
        for (var i = 0; i < from.size(); i++) {
            position.put(from.get(i).name(), i);
        }
        var sources = new int[to.size()];
        for (var i = 0; i < sources.length; i++) {
            sources[i] = position.getOrDefault(to.get(i).name(), -1);
        }
        return new RowFit(sources, types(from), types(to), unreadHash, from.equals(to));
    }

    Row apply(Row row) {
        if (same || row.isTombstone()) {
            return row;
        }
        var values = new @Nullable Object[sources.length];
        for (var i = 0; i < sources.length; i++) {
            var value = sources[i] < 0 ? null : row.value(sources[i]);
            values[i] = value == null ? null : widened(fromTypes[sources[i]], toTypes[i], value);
        }
        return row.withContent(row.contentHash() + unreadHash, row.unparsedJson(), values);
    }

    private static Object widened(ColumnType from, ColumnType to, Object value) {
        if (from == to) {
            return value;
        }
        if (from == ColumnType.BIGINT && to == ColumnType.DECIMAL) {
            return BigDecimal.valueOf((Long) value);
        }
        if (to != ColumnType.VARCHAR) {
            throw new IllegalStateException("a column of " + from + " cannot become " + to);
        }
        return switch (value) {
            case BigDecimal number when number.signum() == 0 -> "0";
            case BigDecimal number -> number.stripTrailingZeros().toPlainString();
            case Instant instant -> WIRE_TIME.format(instant);
            default -> value.toString();
        };
    }

    private static ColumnType[] types(List<Column> columns) {
        return columns.stream().map(Column::type).toArray(ColumnType[]::new);
    }
}
