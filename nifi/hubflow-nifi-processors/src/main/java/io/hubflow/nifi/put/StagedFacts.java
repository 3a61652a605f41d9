package io.hubflow.nifi.put;

import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.FactSetWriter;
import io.hubflow.engine.destination.FactStage;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.nifi.record.FactSink;
import io.hubflow.nifi.record.UnreadableRecordException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The facts among the rows of some FlowFiles, a stage for each table. Used by one thread. */
final class StagedFacts implements AutoCloseable {
    private final Destination destination;
    private final Predicate<String> loading;
    private final Map<String, FactStage> stages = new LinkedHashMap<>();

    /** @param loading whether a table of facts is being loaded for the first time, and may still be missing */
    StagedFacts(Destination destination, Predicate<String> loading) {
        this.destination = destination;
        this.loading = loading;
    }

    /** Takes the facts of one FlowFile, whose tables these are. */
    FactSink sink(List<FactTable> tables) {
        return tables.isEmpty() ? FactSink.NONE : new Sink(tables);
    }

    List<FactStage> all() {
        return new ArrayList<>(stages.values());
    }

    /** Tables that something is staged for and that are not there, or in whose place another table stands. */
    List<String> missingTables() {
        return stages.keySet().stream()
                .filter(table -> !destination.hasTable(table) || destination.isReplaced(table))
                .toList();
    }

    long bytes() {
        return stages.values().stream().mapToLong(FactStage::stagedBytes).sum();
    }

    boolean isFull() {
        return stages.values().stream().anyMatch(FactStage::isFull);
    }

    @Override
    public void close() {
        stages.values().forEach(FactStage::close);
    }

    private FactStage stage(FactTable table) {
        return stages.computeIfAbsent(table.name(), name -> destination.openFacts(table));
    }

    private final class Sink implements FactSink {
        private final Map<String, FactTable> tables = new LinkedHashMap<>();

        Sink(List<FactTable> tables) {
            tables.forEach(table -> this.tables.put(table.name(), table));
        }

        @Override
        public FactTable table(String name) throws UnreadableRecordException {
            var table = tables.get(name);
            return table == null ? NONE.table(name) : table;
        }

        @Override
        public FactSetWriter open(FactTable table, long ownerId, long readAtMillis) {
            return stage(table).open(ownerId, readAtMillis);
        }

        /**
         * A table that is not there holds nothing to forget. While it is loaded for the first time, links that were read before
         * the departure may still be on their way to it.
         */
        @Override
        public void forget(FactTable table, String column, long id, long readAtMillis) {
            if (stages.containsKey(table.name()) || destination.hasTable(table.name()) || loading.test(table.name())) {
                stage(table).forget(column, id, readAtMillis);
            }
        }
    }
}
