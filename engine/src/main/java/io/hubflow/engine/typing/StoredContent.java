package io.hubflow.engine.typing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.StoredRow;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.destination.UnparsedValues;
import io.hubflow.engine.destination.WireText;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a stored row still holds what hubflow wrote: its values are hashed again and compared with its
 * {@code _content_hash}. A row whose hash fits was changed by nobody since; one whose hash does not fit was altered, or is of a
 * version of hubflow that hashed some values otherwise, so HubSpot decides. A row of a departed record is not read again when a
 * column is widened, so its hash may still count up to two columns as what they were. Immutable, thread-safe.
 */
public final class StoredContent {
    private static final JsonMapper JSON = new JsonMapper();

    private final String[] names;
    private final ColumnType[] types;
    private final long[] seeds;
    private final long[][] narrowerSeeds;
    private final long[] unreadHashes;
    private final List<Set<Integer>> unreadSets;

    /**
     * @param properties the property of each column, in the schema's order
     * @param propertyTypes the type that HubSpot gives a property; that of its column when absent
     * @param unread columns that the last run did not read
     */
    public StoredContent(
            TableSchema schema, List<String> properties, Map<String, ColumnType> propertyTypes, Set<String> unread) {
        var columns = schema.columns();
        names = new String[columns.size()];
        types = new ColumnType[columns.size()];
        seeds = new long[columns.size()];
        narrowerSeeds = new long[columns.size()][];
        for (var i = 0; i < columns.size(); i++) {
            var type = columns.get(i).type();
            var property = properties.get(i);
            names[i] = columns.get(i).name();
            types[i] = type;
            seeds[i] = ContentHash.seed(
                    property, type, type == ColumnType.VARCHAR ? propertyTypes.getOrDefault(property, type) : type);
            narrowerSeeds[i] = narrowerSeeds(property, type);
        }
        // A row may be older than the choice of properties: then all its columns were read.
        unreadSets = unread.isEmpty() ? List.of(Set.of()) : List.of(positions(unread), Set.of());
        unreadHashes = unreadSets.stream()
                .mapToLong(some -> ContentHash.unread(
                        some.stream().map(position -> names[position]).toList()))
                .toArray();
    }

    /** The seeds of a property while its column had another type, or held text while HubSpot gave the property another type. */
    private static long[] narrowerSeeds(String property, ColumnType now) {
        return switch (now) {
            case VARCHAR ->
                Stream.of(ColumnType.values())
                        .flatMapToLong(before -> LongStream.of(
                                ContentHash.seed(property, before, before), ContentHash.seed(property, now, before)))
                        .toArray();
            case DECIMAL -> new long[] {ContentHash.seed(property, ColumnType.BIGINT, ColumnType.BIGINT)};
            case BIGINT, BOOLEAN, DATE, TIMESTAMP, JSON -> new long[0];
        };
    }

    private Set<Integer> positions(Collection<String> columns) {
        var keys = columns.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        return Set.copyOf(IntStream.range(0, names.length)
                .filter(i -> keys.contains(names[i].toLowerCase(Locale.ROOT)))
                .boxed()
                .toList());
    }

    /** Whether the row has the hash of its content. */
    public boolean isIntact(StoredRow row) {
        if (row.contentHash().isEmpty()) {
            return false;
        }
        var stored = row.contentHash().getAsLong();
        if (row.isMarked()) {
            return stored
                    == Row.tombstone(row.id(), row.deletedAtMillis(), row.mergedInto(), 0)
                            .contentHash();
        }
        var unparsed = row.unparsedJson() == null ? Map.<String, String>of() : unparsed(row.unparsedJson());
        if (unparsed == null) {
            return false;
        }
        var head =
                ContentHash.head(row.createdAtMillis(), row.updatedAtMillis(), row.archived(), row.archivedAtMillis());
        for (var i = 0; i < unreadHashes.length; i++) {
            var missing = stored - head - unreadHashes[i] - values(row, unparsed, unreadSets.get(i));
            if (missing == 0 || isOfNarrowerColumns(missing, row, unparsed, unreadSets.get(i))) {
                return true;
            }
        }
        return false;
    }

    private long values(StoredRow row, Map<String, String> unparsed, Set<Integer> unread) {
        var hash = 0L;
        for (var i = 0; i < names.length; i++) {
            var text = text(i, row, unparsed, unread);
            if (text != null) {
                hash += ContentHash.value(seeds[i], text);
            }
        }
        return hash;
    }

    /**
     * Whether the hash fits if one column, or two, count as what they were before they were widened.
     *
     * @param missing the stored hash less that of the row as it is
     */
    private boolean isOfNarrowerColumns(
            long missing, StoredRow row, Map<String, String> unparsed, Set<Integer> unread) {
        var columnByDifference = new HashMap<Long, Integer>();
        for (var i = 0; i < names.length; i++) {
            var text = narrowerSeeds[i].length == 0 ? null : text(i, row, unparsed, unread);
            if (text == null) {
                continue;
            }
            var now = ContentHash.value(seeds[i], text);
            for (var seed : narrowerSeeds[i]) {
                var difference = ContentHash.value(seed, text) - now;
                var other = columnByDifference.get(missing - difference);
                if (difference == missing || (other != null && other != i)) {
                    return true;
                }
                columnByDifference.putIfAbsent(difference, i);
            }
        }
        return false;
    }

    /** The text of a value that its hash is made of; null when there is no value, or it was not read. */
    private @Nullable String text(int column, StoredRow row, Map<String, String> unparsed, Set<Integer> unread) {
        if (!unread.isEmpty() && unread.contains(column)) {
            return null;
        }
        var wire = unparsed.isEmpty() ? null : unparsed.get(names[column].toLowerCase(Locale.ROOT));
        if (wire != null) {
            return exact(wire);
        }
        var value = row.values()[column];
        return value == null ? null : WireText.of(value);
    }

    /** A text that no database can keep stands in {@code _unparsed} as a JSON string, see {@link UnparsedValues}. */
    private static String exact(String wire) {
        if (wire.length() < 2 || wire.charAt(0) != '"' || wire.charAt(wire.length() - 1) != '"') {
            return wire;
        }
        try {
            var text = JSON.readTree(wire).asText();
            return UnparsedValues.isStorable(text) ? wire : text;
        } catch (JsonProcessingException literalAlready) {
            return wire;
        }
    }

    /** Text by lower-cased column; null when it is no JSON object, which hubflow never writes. */
    static @Nullable Map<String, String> unparsed(String json) {
        try {
            var fields = new HashMap<String, String>();
            var tree = JSON.readTree(json);
            if (!tree.isObject()) {
                return null;
            }
            tree.properties()
                    .forEach(entry -> fields.put(
                            entry.getKey().toLowerCase(Locale.ROOT),
                            entry.getValue().asText()));
            return fields;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
