package io.hubflow.nifi;

import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Slice;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The id range of a slice, the same slice with another one, and its kind. */
public final class SliceRanges {
    /** The kind of a part of a first load that is read by searches and lists at once. */
    public static final String INTERLEAVED = "INTERLEAVED";

    private static final Set<String> SEARCHED = Set.of("SNAPSHOT", "CHANGES", "BACKFILL");

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
            case Slice.Changes c -> new Slice.Changes(c.objectType(), ids, c.fromMillis(), c.toMillis(), c.byId());
            case Slice.Backfill b -> new Slice.Backfill(b.objectType(), ids, b.property(), b.modifiedFromMillis());
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

    /** Whether slices of this kind are read by searches, for which HubSpot has a limit of its own. */
    public static boolean isSearched(@Nullable String kind) {
        return kind != null && SEARCHED.contains(kind);
    }
}
