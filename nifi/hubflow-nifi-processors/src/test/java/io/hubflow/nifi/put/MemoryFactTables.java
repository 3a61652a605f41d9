package io.hubflow.nifi.put;

import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactSetWriter;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tables of facts in memory: the newest set of each owner, or every version where the table keeps every row. */
final class MemoryFactTables {
    private final Map<String, Table> tables = new HashMap<>();

    private static final class Table {
        private final Map<Long, Long> readAt = new HashMap<>();
        private final Map<List<@Nullable Object>, @Nullable Object[]> rows = new LinkedHashMap<>();
    }

    boolean has(String table) {
        return tables.containsKey(table);
    }

    void drop(String table) {
        tables.remove(table);
    }

    void clear() {
        tables.clear();
    }

    /** The values of each row, in the order of the table's columns. */
    List<List<@Nullable Object>> rows(String table) {
        return tables.getOrDefault(table, new Table()).rows.values().stream()
                .map(row -> java.util.Arrays.asList(row))
                .toList();
    }

    Stage open(FactTable table) {
        return new Stage(table);
    }

    CommitResult.FactResult merge(Stage stage) {
        var entries = stage.stagedEntries();
        // Sets without a row make no table.
        var made = stage.sets.stream().anyMatch(set -> !set.rows().isEmpty());
        var table = made
                ? tables.computeIfAbsent(stage.table.name(), name -> new Table())
                : tables.getOrDefault(stage.table.name(), new Table());
        for (var set : stage.sets) {
            var known = table.readAt.getOrDefault(set.ownerId(), Long.MIN_VALUE);
            if (stage.table.keep() == FactTable.Keep.CURRENT) {
                if (set.readAtMillis() < known) {
                    continue;
                }
                remove(table, stage.table, stage.table.ownerColumn(), set.ownerId());
            }
            table.readAt.put(set.ownerId(), set.readAtMillis());
            set.rows().forEach(row -> table.rows.put(key(stage.table, row), row));
        }
        stage.forgotten.forEach(one -> remove(table, stage.table, one.column(), one.id()));
        stage.sets.clear();
        stage.forgotten.clear();
        return new CommitResult.FactResult(stage.table.name(), entries, 0, 0, 0);
    }

    private static void remove(Table table, FactTable form, String column, long id) {
        var position = form.position(column);
        table.rows.values().removeIf(row -> row[position] instanceof Long value && value == id);
    }

    private static List<@Nullable Object> key(FactTable table, @Nullable Object[] row) {
        var key = new ArrayList<@Nullable Object>();
        table.key().forEach(column -> key.add(row[table.position(column)]));
        return key;
    }

    /** Keeps what is appended until it is merged. */
    static final class Stage implements FactStage {
        private final FactTable table;
        private final List<FactSet> sets = new ArrayList<>();
        private final List<Forgotten> forgotten = new ArrayList<>();

        private record Forgotten(String column, long id) {}

        Stage(FactTable table) {
            this.table = table;
        }

        @Override
        public FactTable table() {
            return table;
        }

        @Override
        public void append(FactSet set) {
            sets.add(set);
        }

        @Override
        public FactSetWriter open(long ownerId, long readAtMillis) {
            var rows = new ArrayList<@Nullable Object[]>();
            return new FactSetWriter() {
                @Override
                public void append(List<@Nullable Object[]> some) {
                    rows.addAll(some);
                }

                @Override
                public void complete() {
                    sets.add(new FactSet(ownerId, readAtMillis, rows));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void forget(String column, long id, long readAtMillis) {
            forgotten.add(new Forgotten(column, id));
        }

        @Override
        public long stagedEntries() {
            return sets.size() + forgotten.size();
        }

        @Override
        public long stagedBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
