package io.hubflow.engine.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.hubflow.engine.range.IdRange;
import java.util.List;

/**
 * A unit of reading of one object type, small enough to hand to another process: see {@link SliceCodec}. Reading a slice
 * twice does no harm, because merges are monotone.
 *
 * <p>Times are milliseconds of HubSpot's clock.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Slice.Snapshot.class, name = "SNAPSHOT"),
    @JsonSubTypes.Type(value = Slice.Changes.class, name = "CHANGES"),
    @JsonSubTypes.Type(value = Slice.Backfill.class, name = "BACKFILL"),
    @JsonSubTypes.Type(value = Slice.Refresh.class, name = "REFRESH"),
    @JsonSubTypes.Type(value = Slice.Ids.class, name = "IDS"),
    @JsonSubTypes.Type(value = Slice.Archived.class, name = "ARCHIVED")
})
public sealed interface Slice {
    String objectType();

    /**
     * Records of an id range, by search.
     *
     * @param modifiedFromMillis 0 = no bound
     * @param modifiedBeforeMillis {@link Long#MAX_VALUE} = no bound
     */
    record Snapshot(String objectType, IdRange ids, long modifiedFromMillis, long modifiedBeforeMillis)
            implements Slice {}

    /**
     * Records of an id range last modified within a window, both ends inclusive, by search.
     *
     * @param byId whether they are found by search and read by id; false in slices of older versions
     */
    record Changes(
            String objectType,
            IdRange ids,
            long fromMillis,
            long toMillis,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean byId)
            implements Slice {}

    /**
     * Records of an id range that have a value of the property: found by search, read by id.
     *
     * @param modifiedFromMillis 0 = no bound, also in slices of older versions
     */
    record Backfill(
            String objectType,
            IdRange ids,
            String property,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long modifiedFromMillis)
            implements Slice {}

    /**
     * Records of an id range by list, entered at the range's start: only where a probe has shown that this works, or from
     * 0. With {@code modifiedFromMillis}, older records are left out.
     */
    record Refresh(String objectType, IdRange ids, long modifiedFromMillis) implements Slice {}

    /**
     * Every archived record, by list: HubSpot keeps them for 90 days, and no search finds them (reference §3). Rows of it are
     * marked as archived.
     */
    record Archived(String objectType) implements Slice {}

    /** Just these records, by id. */
    record Ids(String objectType, List<Long> ids) implements Slice {
        public Ids {
            ids = List.copyOf(ids);
        }
    }
}
