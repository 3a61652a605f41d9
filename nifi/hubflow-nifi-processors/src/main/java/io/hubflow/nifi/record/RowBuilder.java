package io.hubflow.nifi.record;

import io.hubflow.engine.destination.Row;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Collects one record's fields. A row without id, version or content hash could overwrite newer values: it is refused. A
 * tombstone has no values.
 */
final class RowBuilder {
    private static final int HAS_ID = 1;
    private static final int HAS_UPDATED = 2;
    private static final int HAS_READ = 4;
    private static final int HAS_HASH = 8;
    private static final int OF_TOMBSTONE = HAS_ID | HAS_READ;
    private static final int COMPLETE = HAS_ID | HAS_UPDATED | HAS_READ | HAS_HASH;

    private int seen;
    private long id;
    private long createdAtMillis = Row.NO_TIME;
    private long updatedAtMillis;
    private boolean archived;
    private long archivedAtMillis = Row.NO_TIME;
    private long deletedAtMillis = Row.NO_TIME;
    private long mergedInto = Row.NOT_MERGED;
    private OptionalLong versionMicros = OptionalLong.empty();
    private long readAtMillis;
    private long contentHash;
    private @Nullable String unparsedJson;
    final @Nullable Object[] values;

    RowBuilder(int columns) {
        values = new @Nullable Object[columns];
    }

    void id(long value) {
        id = value;
        seen |= HAS_ID;
    }

    void createdAt(long millis) {
        createdAtMillis = millis;
    }

    void updatedAt(long millis) {
        updatedAtMillis = millis;
        seen |= HAS_UPDATED;
    }

    void archived(boolean value) {
        archived = value;
    }

    void archivedAt(long millis) {
        archivedAtMillis = millis;
    }

    void deletedAt(long millis) {
        deletedAtMillis = millis;
    }

    void mergedInto(long survivor) {
        mergedInto = survivor;
    }

    void version(long micros) {
        versionMicros = OptionalLong.of(micros);
    }

    void readAt(long millis) {
        readAtMillis = millis;
        seen |= HAS_READ;
    }

    void contentHash(long value) {
        contentHash = value;
        seen |= HAS_HASH;
    }

    void unparsed(String json) {
        unparsedJson = json;
    }

    Row build() throws UnreadableRecordException {
        var tombstone = deletedAtMillis != Row.NO_TIME || mergedInto != Row.NOT_MERGED;
        if (tombstone && (seen & OF_TOMBSTONE) == OF_TOMBSTONE) {
            return versioned(Row.tombstone(id, deletedAtMillis, mergedInto, readAtMillis));
        }
        if (seen != COMPLETE) {
            throw new UnreadableRecordException(
                    "the record lacks " + missing() + ", which FetchHubSpotObjects writes in every record");
        }
        return versioned(new Row(
                id,
                createdAtMillis,
                updatedAtMillis,
                archived,
                archivedAtMillis,
                readAtMillis,
                contentHash,
                unparsedJson,
                values));
    }

    private Row versioned(Row row) {
        return versionMicros.isPresent() ? row.withVersion(versionMicros.getAsLong()) : row;
    }

    private String missing() {
        if ((seen & HAS_ID) == 0) {
            return SystemFields.ID;
        }
        if ((seen & HAS_UPDATED) == 0) {
            return SystemFields.UPDATED_AT;
        }
        return (seen & HAS_READ) == 0 ? SystemFields.SYNCED_AT : SystemFields.CONTENT_HASH;
    }
}
