package io.hubflow.nifi;

import io.hubflow.engine.slice.IdRange;
import io.hubflow.engine.slice.Slice;

/** The id range of a slice, and the same slice with another one. */
public final class SliceRanges {
    private SliceRanges() {}

    /** {@link IdRange#ALL} for a slice without a range. */
    public static IdRange of(Slice slice) {
        return switch (slice) {
            case Slice.Snapshot s -> s.ids();
            case Slice.Changes c -> c.ids();
            case Slice.Backfill b -> b.ids();
            case Slice.Refresh r -> r.ids();
            case Slice.Archived a -> IdRange.ALL;
            case Slice.Ids i -> IdRange.ALL;
        };
    }

    /** A slice without a range stays as it is. */
    public static Slice within(Slice slice, IdRange ids) {
        return switch (slice) {
            case Slice.Snapshot s ->
                new Slice.Snapshot(s.objectType(), ids, s.modifiedFromMillis(), s.modifiedBeforeMillis());
            case Slice.Changes c -> new Slice.Changes(c.objectType(), ids, c.fromMillis(), c.toMillis());
            case Slice.Backfill b -> new Slice.Backfill(b.objectType(), ids, b.property());
            case Slice.Refresh r -> new Slice.Refresh(r.objectType(), ids, r.modifiedFromMillis());
            case Slice.Archived a -> a;
            case Slice.Ids i -> i;
        };
    }

    /** The slice's kind as attributes name it: {@code SNAPSHOT}, {@code CHANGES}… */
    public static String kind(Slice slice) {
        return switch (slice) {
            case Slice.Snapshot s -> "SNAPSHOT";
            case Slice.Changes c -> "CHANGES";
            case Slice.Backfill b -> "BACKFILL";
            case Slice.Refresh r -> "REFRESH";
            case Slice.Archived a -> "ARCHIVED";
            case Slice.Ids i -> "IDS";
        };
    }
}
