package io.hubflow.engine.typing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.StoredRow;
import io.hubflow.engine.destination.TableSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a row that was made of a reading with the one that is stored, value by value. Immutable. */
public final class RowComparison {
    private static final JsonMapper JSON = new JsonMapper();

    private final TableSchema schema;
    private final Set<String> unread;

    /** @param unread columns that readings do not bring; they are not compared */
    public RowComparison(TableSchema schema, Set<String> unread) {
        this.schema = schema;
        this.unread = Set.copyOf(unread);
    }

    /** Names of the columns that differ, in the order of the table; system columns first. */
    public List<String> differing(Row read, StoredRow stored) {
        var differing = new ArrayList<String>();
        addUnless(differing, "_created_at", read.createdAtMillis() == stored.createdAtMillis());
        addUnless(differing, "_updated_at", read.updatedAtMillis() == stored.updatedAtMillis());
        addUnless(differing, "_archived", read.archived() == stored.archived());
        addUnless(differing, "_archived_at", read.archivedAtMillis() == stored.archivedAtMillis());
        addUnless(differing, "_deleted_at", stored.deletedAtMillis() == Row.NO_TIME);
        addUnless(differing, "_merged_into", stored.mergedInto() == Row.NOT_MERGED);
        var unparsedRead = unparsed(read.unparsedJson());
        var unparsedStored = unparsed(stored.unparsedJson());
        for (var i = 0; i < schema.columns().size(); i++) {
            var column = schema.columns().get(i);
            if (unread.contains(column.name()) || read.hiddenColumns().contains(column.name())) {
                continue;
            }
            var key = column.name().toLowerCase(Locale.ROOT);
            addUnless(
                    differing,
                    column.name(),
                    isSame(column.type(), read.value(i), stored.values()[i])
                            && Objects.equals(unparsedRead.get(key), unparsedStored.get(key)));
        }
        return differing;
    }

    private static Map<String, String> unparsed(@Nullable String json) {
        var fields = json == null ? Map.<String, String>of() : StoredContent.unparsed(json);
        return fields == null ? Map.of() : fields;
    }

    private static void addUnless(List<String> differing, String column, boolean same) {
        if (!same) {
            differing.add(column);
        }
    }

    private static boolean isSame(ColumnType type, @Nullable Object read, @Nullable Object stored) {
        if (read == null || stored == null) {
            return read == stored;
        }
        if (read instanceof BigDecimal one && stored instanceof BigDecimal other) {
            return one.compareTo(other) == 0;
        }
        if (type == ColumnType.JSON && !read.equals(stored)) {
            return isSameJson(read.toString(), stored.toString());
        }
        return read.equals(stored);
    }

    /** A warehouse may write JSON with other spaces and in another order. */
    private static boolean isSameJson(String one, String other) {
        try {
            return JSON.readTree(one).equals(JSON.readTree(other));
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
