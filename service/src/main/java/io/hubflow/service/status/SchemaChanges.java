package io.hubflow.service.status;

import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds out of the stored catalogs which properties came and went. */
final class SchemaChanges {
    private static final Duration RECENT = Duration.ofDays(30);
    private static final int MOST = 50;
    private static final String CATALOG = "/catalog";

    private SchemaChanges() {}

    /** Those of the last 30 days. */
    static List<SchemaChange> recent(List<SchemaChange> changes, Instant now) {
        var since = now.minus(RECENT);
        return changes.stream().filter(change -> change.at().isAfter(since)).toList();
    }

    /** The newest ones, newest first. */
    static List<SchemaChange> of(List<Checkpoint> checkpoints) {
        var changes = new ArrayList<SchemaChange>();
        for (var checkpoint : checkpoints) {
            if (!checkpoint.stream().endsWith(CATALOG) || !checkpoint.state().contains("\"column_names\"")) {
                continue;
            }
            var type = checkpoint.stream().substring(0, checkpoint.stream().length() - CATALOG.length());
            var state = StateCodec.read(checkpoint, CatalogState.class);
            for (var property : state.properties()) {
                if (property.createdAtMillis() > 0) {
                    changes.add(change(property.createdAtMillis(), type, property, "added"));
                }
                if (property.removedAtMillis() > 0) {
                    changes.add(change(property.removedAtMillis(), type, property, "removed"));
                }
            }
        }
        return changes.stream()
                .sorted(Comparator.comparing(SchemaChange::at).reversed())
                .limit(MOST)
                .toList();
    }

    private static SchemaChange change(long millis, String type, CatalogState.KnownProperty property, String kind) {
        return new SchemaChange(
                Instant.ofEpochMilli(millis), type, property.name(), property.label(), property.type(), kind);
    }
}
