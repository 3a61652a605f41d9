package io.hubflow.snowflake;

import io.hubflow.engine.destination.DestinationCost;
import io.hubflow.engine.destination.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How runs ended, and what they cost, until a commit takes it along: a run that found nothing wakes no warehouse. Not thread-safe. */
final class WaitingRuns {
    /** Older ones are dropped. */
    private static final int MOST = 200;

    private final CostMeter meter;
    private final Map<String, RunRecord> runs = new LinkedHashMap<>();
    private final Map<String, DestinationCost> costAtStart = new LinkedHashMap<>();

    WaitingRuns(CostMeter meter) {
        this.meter = meter;
    }

    /** A later record of the same run and object type takes the place of the earlier one. */
    void add(List<RunRecord> records) {
        for (var run : records) {
            costAtStart.computeIfAbsent(run.runId(), id -> meter.total());
            dropOldest(costAtStart);
            runs.put(UnfinishedRuns.key(run), run);
            dropOldest(runs);
        }
    }

    /** Adds those of which nothing waits. */
    void addMissing(List<RunRecord> records) {
        add(records.stream()
                .filter(run -> !runs.containsKey(UnfinishedRuns.key(run)))
                .toList());
    }

    private static void dropOldest(Map<String, ?> inOrder) {
        if (inOrder.size() > MOST) {
            inOrder.remove(inOrder.keySet().iterator().next());
        }
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    List<RunRecord> all() {
        return List.copyOf(runs.values());
    }

    void written() {
        runs.clear();
    }

    /** Since the run was first heard of. */
    DestinationCost cost(String runId) {
        var total = meter.total();
        var before = costAtStart.getOrDefault(runId, total);
        return new DestinationCost(
                total.statements() - before.statements(),
                total.withoutWarehouse() - before.withoutWarehouse(),
                total.stagedBytes() - before.stagedBytes(),
                total.warehouseHeld().minus(before.warehouseHeld()),
                total.wakeUps() - before.wakeUps());
    }
}
