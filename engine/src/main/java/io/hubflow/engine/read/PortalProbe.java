package io.hubflow.engine.read;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.PortalFacts.ListJump;
import io.hubflow.engine.checkpoint.PortalFacts.ModifiedFilter;
import io.hubflow.engine.checkpoint.PortalFacts.Search;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks a portal what it allows with one object type, each question once, and tells the operator what it does not. The
 * answers belong into {@link io.hubflow.engine.checkpoint.PortalFacts}. Thread-safe, as the reader is.
 */
public final class PortalProbe {
    private final SliceReader reader;
    private final ObjectType type;
    private final Consumer<String> notice;

    /** @param notice takes sentences an operator may act on */
    public PortalProbe(SliceReader reader, ObjectType type, Consumer<String> notice) {
        this.reader = reader;
        this.type = type;
        this.notice = notice;
    }

    /** What a search slice would find; absent when the type cannot be searched: HubSpot's documents leave open which can (reference §2). */
    public Optional<IdBounds> findBounds(Slice slice, Search known) {
        if (known == Search.MISSING) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.fetchBounds(slice));
        } catch (ConnectorException e) {
            switch (e.code()) {
                case HUBSPOT_REQUEST_REFUSED, HUBSPOT_NOT_FOUND -> {
                    notice.accept(
                            "HubSpot does not let this type be searched: every run reads its whole list. " + e.what());
                    return Optional.empty();
                }
                default -> throw e;
            }
        }
    }

    /** Whether the list can be entered at any id, see {@link SliceReader#probeListJump}. */
    public ListJump listJump(IdBounds bounds, ListJump known) {
        if (known != ListJump.UNKNOWN) {
            return known;
        }
        return reader.probeListJump(bounds.total()) ? ListJump.ALLOWED : ListJump.REFUSED;
    }

    /**
     * The same where a page of a search was read just before: one call, unless the list does not hold what the page does. Then it is
     * asked as if there were no page, because a record that leaves HubSpot meanwhile has the same effect.
     */
    public ListJump listJump(IdBounds bounds, ListJump known, RankedPage shown) {
        return known == ListJump.UNKNOWN && reader.probeListJump(shown.ids())
                ? ListJump.ALLOWED
                : listJump(bounds, known);
    }

    /** What a window of changes is known to hold. */
    public enum Changes {
        NONE,
        SOME,
        /** No search by modification time finds anything in this portal. */
        UNSEARCHABLE,
        /** There are no records to learn from. */
        UNKNOWN
    }

    /**
     * Whether a search by modification time finds anything, see {@link #modifiedFilter}, and whether anything changed in this window:
     * both by one search, as long as the known record is there.
     *
     * @param known id of a record that the search has shown, or will
     */
    public Changes changes(Slice.Changes window, long known) {
        return switch (reader.lookInto(window, known)) {
            case ONLY_THE_KNOWN -> Changes.NONE;
            case SOMETHING -> Changes.SOME;
            case NOTHING -> {
                var bounds = reader.fetchBounds(new Slice.Snapshot(type.name(), IdRange.ALL, 0, Long.MAX_VALUE));
                yield switch (modifiedFilter(bounds, ModifiedFilter.UNKNOWN)) {
                    case WORKS -> Changes.SOME;
                    case EMPTY -> Changes.UNSEARCHABLE;
                    case UNKNOWN -> Changes.UNKNOWN;
                };
            }
        };
    }

    /**
     * Whether a search by modification time finds anything: the wrong property, or none, makes it find nothing without a
     * word (reference §2). Not known while there are no records.
     */
    public ModifiedFilter modifiedFilter(IdBounds bounds, ModifiedFilter known) {
        if (known != ModifiedFilter.UNKNOWN || bounds.total() == 0) {
            return known;
        }
        var everything = new Slice.Snapshot(type.name(), IdRange.ALL, 1, Long.MAX_VALUE);
        if (reader.fetchCount(everything, IdRange.ALL) > 0) {
            return ModifiedFilter.WORKS;
        }
        notice.accept("HubSpot finds no " + type.name() + " by " + type.modifiedProperty() + ", although there are "
                + bounds.total() + ": changes cannot be searched, so every run reads the whole list.");
        return ModifiedFilter.EMPTY;
    }
}
