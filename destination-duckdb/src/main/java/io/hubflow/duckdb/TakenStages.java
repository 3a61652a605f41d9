package io.hubflow.duckdb;

import io.hubflow.engine.destination.Commit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a commit has taken of its stages, in their order; closing it gives back what was not written. */
final class TakenStages implements AutoCloseable {
    private final Map<DuckDbStage, List<RowSpool>> rows = new LinkedHashMap<>();
    private final Map<DuckDbFactStage, List<FactSpool>> facts = new LinkedHashMap<>();
    private SpoolQueue.Outcome outcome = SpoolQueue.Outcome.FAILED;

    private TakenStages() {}

    static TakenStages of(Commit commit) {
        var taken = new TakenStages();
        for (var stage : commit.stages()) {
            taken.rows.put((DuckDbStage) stage, ((DuckDbStage) stage).take());
        }
        for (var stage : commit.factStages()) {
            taken.facts.put((DuckDbFactStage) stage, ((DuckDbFactStage) stage).take());
        }
        return taken;
    }

    Map<DuckDbStage, List<RowSpool>> rows() {
        return rows;
    }

    Map<DuckDbFactStage, List<FactSpool>> facts() {
        return facts;
    }

    /** Bytes of rows, as they were staged. */
    long rowBytes() {
        return rows.values().stream()
                .flatMap(List::stream)
                .mapToLong(RowSpool::weight)
                .sum();
    }

    /** Names of the tables of facts that get at least one fact. */
    Set<String> tablesWithFacts() {
        return facts.entrySet().stream()
                .filter(stage -> stage.getValue().stream().anyMatch(FactSpool::hasRows))
                .map(stage -> stage.getKey().table().name())
                .collect(Collectors.toSet());
    }

    void written() {
        outcome = SpoolQueue.Outcome.COMMITTED;
    }

    @Override
    public void close() {
        rows.keySet().forEach(stage -> stage.settle(outcome));
        facts.keySet().forEach(stage -> stage.settle(outcome));
    }
}
