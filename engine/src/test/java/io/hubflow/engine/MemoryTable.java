package io.hubflow.engine;

import io.hubflow.engine.destination.CommitResult.TableResult;
import io.hubflow.engine.destination.MergeChains;
import io.hubflow.engine.destination.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table in memory, and what is remembered of rows that were removed from it. Guarded by its destination. */
final class MemoryTable {
    /** The later of two readings is the greater one. */
    static final Comparator<Row> VERSION = Comparator.comparingLong(Row::versionMicros)
            .thenComparingLong(Row::readAtMillis)
            .thenComparingLong(Row::contentHash);

    /** By id in ascending order, which makes copies cheap. */
    private final TreeMap<Long, MemoryRow> rows = new TreeMap<>();

    private final Map<Long, Row> removed = new HashMap<>();

    /** The rows themselves. */
    TreeMap<Long, MemoryRow> rows() {
        return rows;
    }

    /** As a user drops it: what was removed is remembered elsewhere. */
    void drop() {
        rows.clear();
    }

    /** Records whose row says that they are in the recycle bin, or whose row was removed because of that. */
    Stream<Long> archivedIds() {
        var marked = rows.values().stream()
                .filter(stored -> stored.tombstone() == null)
                .map(MemoryRow::row);
        return Stream.concat(marked, removed.values().stream())
                .filter(row -> row.archived() && !row.isTombstone())
                .map(Row::id)
                .sorted();
    }

    TableResult merge(MemoryStage stage) {
        var inserted = 0L;
        var updated = 0L;
        var unchanged = 0L;
        var departed = 0L;
        for (var row : stage.rows()) {
            if (!row.isTombstone()
                    && row.valueCount() != stage.schema().columns().size()) {
                throw new IllegalStateException("row of another width");
            }
            var old = rows.get(row.id());
            var now = unlessRemovedLater(row, stage.merged(row, old));
            if (now == old) {
                unchanged++;
            } else if (now == null) {
                rows.remove(row.id());
                departed++;
            } else if (old != null && now.isSame(old)) {
                rows.put(row.id(), old.confirmed(row.contentHash()));
                unchanged++;
            } else {
                rows.put(row.id(), now);
                inserted += old == null ? 1 : 0;
                updated += old == null ? 0 : 1;
            }
        }
        if (stage.marksDepartures() && stage.rows().stream().anyMatch(Row::isMerged)) {
            shortenChains();
        }
        return new TableResult(stage.schema().table(), inserted, updated, unchanged, departed);
    }

    /** Remembers a row that is removed; one that was removed by a later reading stays so. */
    private @Nullable MemoryRow unlessRemovedLater(Row row, @Nullable MemoryRow now) {
        if (now == null) {
            removed.merge(row.id(), row, BinaryOperator.maxBy(VERSION));
            return null;
        }
        var gone = removed.get(row.id());
        if (gone != null && VERSION.compare(row, gone) <= 0) {
            return null;
        }
        removed.remove(row.id());
        return now;
    }

    private void shortenChains() {
        var links = new ArrayList<MergeChains.Link>();
        rows.forEach((id, stored) -> {
            var mark = mergeMark(stored);
            var next = mark == null ? null : mergeMark(rows.get(mark.mergedInto()));
            if (mark != null && next != null) {
                links.add(new MergeChains.Link(
                        id,
                        mark.deletedAtMillis(),
                        mark.mergedInto(),
                        next.mergedInto(),
                        Math.max(mark.readAtMillis(), next.readAtMillis())));
            }
        });
        for (var row : MergeChains.shortened(links)) {
            var stored = Objects.requireNonNull(rows.get(row.id()));
            rows.put(row.id(), new MemoryRow(stored.row(), stored.schema(), row));
        }
    }

    private static @Nullable Row mergeMark(@Nullable MemoryRow stored) {
        var mark = stored == null ? null : stored.tombstone();
        return mark != null && mark.isMerged() ? mark : null;
    }
}
