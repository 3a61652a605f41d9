package io.hubflow.engine;

import io.hubflow.engine.destination.CommitResult.FactResult;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactSetWriter;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FactTable.Keep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One table of facts in memory, by the port's rules. Guarded by the destination's lock. */
final class MemoryFacts {
    /** A fact with the time of the reading that brought it as it is. */
    private record Stored(@Nullable Object[] values, long syncedAtMillis) {}

    /** The record that a column names has left. */
    private record Departure(String column, long id) {}

    private final Map<List<@Nullable Object>, Stored> rows = new LinkedHashMap<>();
    /** Which keys to look at when an owner's set is replaced; some may have been forgotten since. */
    private final Map<@Nullable Object, Set<List<@Nullable Object>>> keysOfOwners = new HashMap<>();

    private final Map<Long, Long> readAtMillis = new HashMap<>();
    private final Map<Departure, Long> departures = new HashMap<>();

    /** The rows by column name, in the order of their keys' text. */
    List<Map<String, @Nullable Object>> rows(FactTable table) {
        var sorted = new TreeMap<String, Map<String, @Nullable Object>>();
        rows.forEach((key, stored) -> {
            var row = new LinkedHashMap<String, @Nullable Object>();
            for (var i = 0; i < table.columns().size(); i++) {
                row.put(table.columns().get(i).name(), stored.values[i]);
            }
            row.put(FactTable.SYNCED_AT, Instant.ofEpochMilli(stored.syncedAtMillis));
            sorted.put(key.toString(), row);
        });
        return List.copyOf(sorted.values());
    }

    FactResult merge(Stage stage) {
        var counts = new Counts();
        for (var set : stage.sets) {
            merge(stage.table, set, counts);
        }
        stage.departures.forEach((departure, at) -> forget(stage.table, departure, at, counts));
        if (!stage.table.endColumn().isEmpty()) {
            endVersions(stage.table, counts);
        }
        stage.close();
        return new FactResult(stage.table.name(), counts.inserted, counts.updated, counts.removed, counts.unchanged);
    }

    private static final class Counts {
        private long inserted;
        private long updated;
        private long removed;
        private long unchanged;
    }

    private void merge(FactTable table, FactSet set, Counts counts) {
        var newest = readAtMillis.getOrDefault(set.ownerId(), Long.MIN_VALUE);
        var overtaken = set.readAtMillis() < newest;
        readAtMillis.put(set.ownerId(), Math.max(newest, set.readAtMillis()));
        if (overtaken && table.keep() == Keep.CURRENT) {
            counts.unchanged += set.rows().size();
            return;
        }
        var keys = new HashSet<List<@Nullable Object>>();
        for (var row : set.rows()) {
            var key = key(table, row);
            if (!keys.add(key) || isDeparted(table, row, set.readAtMillis())) {
                counts.unchanged++;
            } else {
                put(table, key, new Stored(row.clone(), set.readAtMillis()), counts);
            }
        }
        if (table.keep() == Keep.CURRENT) {
            var owner = table.position(table.ownerColumn());
            var ofOwner = keysOfOwners.computeIfAbsent(set.ownerId(), id -> new HashSet<>());
            for (var key : List.copyOf(ofOwner)) {
                var row = rows.get(key);
                if (row != null && Objects.equals(row.values[owner], set.ownerId()) && !keys.contains(key)) {
                    rows.remove(key);
                    counts.removed++;
                }
            }
            ofOwner.retainAll(keys);
        }
    }

    private void put(FactTable table, List<@Nullable Object> key, Stored fact, Counts counts) {
        var old = rows.get(key);
        if (!table.endColumn().isEmpty()) {
            fact.values[table.position(table.endColumn())] =
                    old == null ? null : old.values[table.position(table.endColumn())];
        }
        if (old == null) {
            rows.put(key, fact);
            keysOfOwners
                    .computeIfAbsent(fact.values[table.position(table.ownerColumn())], id -> new HashSet<>())
                    .add(key);
            counts.inserted++;
        } else if (fact.syncedAtMillis >= old.syncedAtMillis && !Arrays.equals(old.values, fact.values)) {
            rows.put(key, fact);
            counts.updated++;
        } else {
            counts.unchanged++;
        }
    }

    private boolean isDeparted(FactTable table, @Nullable Object[] row, long readAt) {
        return departures.entrySet().stream()
                .anyMatch(departed ->
                        Objects.equals(row[table.position(departed.getKey().column)], departed.getKey().id)
                                && departed.getValue() >= readAt);
    }

    private void forget(FactTable table, Departure departure, long at, Counts counts) {
        departures.merge(departure, at, Math::max);
        var column = table.position(departure.column);
        var owner = table.position(table.ownerColumn());
        var before = rows.size();
        rows.values()
                .removeIf(row -> Objects.equals(row.values[column], departure.id)
                        && row.syncedAtMillis <= at
                        && readAtMillis.getOrDefault(row.values[owner], Long.MIN_VALUE) <= at);
        counts.removed += before - rows.size();
    }

    /** Their facts go whenever they were read, and what was read before that time brings none back. */
    void erase(FactTable table, Set<Long> owners, long atMillis) {
        var owner = table.position(table.ownerColumn());
        rows.values().removeIf(row -> owners.contains(row.values[owner]));
        readAtMillis.keySet().removeAll(owners);
        owners.forEach(id -> departures.put(new Departure(table.ownerColumn(), id), atMillis));
    }

    private void endVersions(FactTable table, Counts counts) {
        var begin = table.position(table.key().getLast());
        var end = table.position(table.endColumn());
        var versions = new HashMap<List<@Nullable Object>, List<@Nullable Object[]>>();
        rows.forEach((key, row) -> versions.computeIfAbsent(key.subList(0, key.size() - 1), k -> new ArrayList<>())
                .add(row.values));
        for (var ofOne : versions.values()) {
            ofOne.sort(Comparator.comparing(row -> (Instant) Objects.requireNonNull(row[begin])));
            for (var i = 0; i < ofOne.size(); i++) {
                var next = i + 1 == ofOne.size() ? null : ofOne.get(i + 1)[begin];
                if (!Objects.equals(ofOne.get(i)[end], next)) {
                    // A row that this commit inserted is counted already.
                    counts.updated += ofOne.get(i)[end] == null ? 0 : 1;
                    ofOne.get(i)[end] = next;
                }
            }
        }
    }

    private static List<@Nullable Object> key(FactTable table, @Nullable Object[] row) {
        return table.key().stream()
                .map(column -> Objects.requireNonNull(row[table.position(column)], column))
                .map(value -> (@Nullable Object) value)
                .toList();
    }

    /** Sets on their way. Thread-safe. */
    static final class Stage implements FactStage {
        private final FactTable table;
        private final List<FactSet> sets = new ArrayList<>();
        private final Map<Departure, Long> departures = new LinkedHashMap<>();

        Stage(FactTable table) {
            this.table = table;
        }

        @Override
        public FactTable table() {
            return table;
        }

        synchronized boolean hasRows() {
            return sets.stream().anyMatch(set -> !set.rows().isEmpty());
        }

        /** Sets without a row make no table. */
        synchronized void dropSets() {
            sets.clear();
        }

        @Override
        public synchronized void append(FactSet set) {
            for (var row : set.rows()) {
                table.requireRow(set.ownerId(), row);
            }
            sets.add(set);
        }

        @Override
        public FactSetWriter open(long ownerId, long readAtMillis) {
            var rows = new ArrayList<@Nullable Object[]>();
            return new FactSetWriter() {
                @Override
                public void append(List<@Nullable Object[]> more) {
                    rows.addAll(more);
                }

                @Override
                public void complete() {
                    Stage.this.append(new FactSet(ownerId, readAtMillis, List.copyOf(rows)));
                }

                @Override
                public void close() {
                    rows.clear();
                }
            };
        }

        @Override
        public synchronized void forget(String column, long id, long readAtMillis) {
            departures.merge(new Departure(column, id), readAtMillis, Math::max);
        }

        @Override
        public synchronized long stagedEntries() {
            return sets.size()
                    + sets.stream().mapToLong(set -> set.rows().size()).sum()
                    + departures.size();
        }

        @Override
        public long stagedBytes() {
            return stagedEntries() * 50;
        }

        @Override
        public synchronized void close() {
            sets.clear();
            departures.clear();
        }
    }
}
