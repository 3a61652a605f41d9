package io.hubflow.engine.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * Which part of an object type's state a slice was planned for. It names that part so exactly that a slice of an earlier plan
 * can be told apart: what was planned for a snapshot, window or pass that is no longer the current one makes no progress.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Purpose.Snapshot.class, name = "SNAPSHOT"),
    @JsonSubTypes.Type(value = Purpose.Window.class, name = "WINDOW"),
    @JsonSubTypes.Type(value = Purpose.Backfill.class, name = "BACKFILL"),
    @JsonSubTypes.Type(value = Purpose.Refresh.class, name = "REFRESH")
})
public sealed interface Purpose {
    /** The first load, or one that reaches further back, that began at this time of HubSpot's clock. */
    record Snapshot(long startedAtMillis) implements Purpose {}

    /**
     * What changed between two times of HubSpot's clock, both inclusive.
     *
     * @param madeAtMillis what time it was by every clock when the window was made
     */
    record Window(long fromMillis, long toMillis, long madeAtMillis) implements Purpose {}

    /** The values of a property that the rows still lack. */
    record Backfill(String property) implements Purpose {}

    /** The pass over all records with this number. */
    record Refresh(long pass) implements Purpose {}
}
