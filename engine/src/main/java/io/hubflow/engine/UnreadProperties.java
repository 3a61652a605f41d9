package io.hubflow.engine;

import io.hubflow.engine.checkpoint.BackfillProgress;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.engine.checkpoint.ObjectState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Since when rows have been read without a property that they hold values of. When it is read again, the changes since then
 * are read once more: a value that was cleared meanwhile cannot be found by a search for records that have one.
 */
final class UnreadProperties {
    private final CatalogState before;
    private final Set<String> selected;
    private final Set<String> pending;
    private final long readUpToMillis;

    UnreadProperties(CatalogState before, List<String> selected, Optional<ObjectState> stored) {
        this.before = before;
        this.selected = Set.copyOf(selected);
        this.pending = stored.map(state -> state.backfills().stream()
                        .map(BackfillProgress::property)
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
        this.readUpToMillis = stored.filter(state -> state.snapshot() == null && state.cursorMillis() > 0)
                .map(ObjectState::cursorMillis)
                .orElse(KnownProperty.UNKNOWN);
    }

    /** What is known, with the time from which a property that is not selected any more goes unread. */
    List<KnownProperty> mark(List<KnownProperty> known) {
        return known.stream()
                .map(property -> property.unreadSince(unreadSince(property)))
                .toList();
    }

    /** The earliest such time of the properties that are selected again. */
    long missedSinceMillis() {
        return before.properties().stream()
                .filter(property -> selected.contains(property.name()) && property.unreadSinceMillis() != 0)
                .filter(property -> !before.selected().contains(property.name()))
                .mapToLong(KnownProperty::unreadSinceMillis)
                .min()
                .orElse(0);
    }

    private long unreadSince(KnownProperty property) {
        if (selected.contains(property.name())) {
            // One that was asked for all along and did not come is settled once an answer brings it.
            return before.selected().contains(property.name()) ? property.unreadSinceMillis() : 0;
        }
        if (property.unreadSinceMillis() != 0 || !before.selected().contains(property.name())) {
            return property.unreadSinceMillis();
        }
        return pending.contains(property.name()) ? KnownProperty.UNKNOWN : readUpToMillis;
    }
}
