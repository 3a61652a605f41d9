package io.hubflow.engine;

import io.hubflow.engine.absence.LinksOutsideFilter;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.feed.FeedRun;
import io.hubflow.engine.feed.SideFeed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves the links between records of the filters in the tables, once all records and links of a run are committed.
 *
 * <p>A warehouse is asked by runs that have used it for something else, and by a run that finds links which an earlier one wrote
 * and nobody looked through: it was cut off, failed here, or had no filter. The state of each object type says up to which time
 * of reading its links were looked through, so an idle run asks nothing.
 */
final class FilteredLinksFeed implements SideFeed {
    private final RunFacts facts;
    private final long usedBefore;

    /** To be made before the run writes anything. */
    FilteredLinksFeed(RunFacts facts, Destination destination) {
        this.facts = facts;
        this.usedBefore = used(destination);
    }

    private static long used(Destination destination) {
        return destination
                .cost()
                .map(cost -> cost.statements() - cost.withoutWarehouse())
                .orElse(0L);
    }

    @Override
    public String name() {
        return "links of filtered records";
    }

    /** The tables of links belong to the feeds of their records. */
    @Override
    public List<String> tables() {
        return List.of();
    }

    @Override
    public void run(FeedRun run) {
        var destination = run.destination();
        var links = new LinksOutsideFilter(destination, run.participant()::commit);
        if (destination.cost().isEmpty()) {
            decided(run).keySet().forEach(type -> links.remove(type.table(), facts.endsOf(type)));
            return;
        }
        var wrote = used(destination) > usedBefore;
        decided(run).forEach((type, state) -> {
            if (wrote || LinksOutsideFilter.isDue(state, facts.writtenToMillis())) {
                links.remove(type.table(), facts.endsOf(type));
            }
        });
        remember(run, used(destination) == usedBefore);
    }

    private Map<ObjectType, ObjectState> decided(FeedRun run) {
        var decided = new LinkedHashMap<ObjectType, ObjectState>();
        for (var type : facts.linkedTypes()) {
            run.streams()
                    .find(type.name(), ObjectState.class)
                    .filter(LinksOutsideFilter::isDecided)
                    .ifPresent(state -> decided.put(type, state));
        }
        return decided;
    }

    /**
     * Everything that was written by now has been looked through, or nothing was written: readings that found nothing new change
     * no link.
     *
     * @param mayWait false while the warehouse is awake: on a machine that keeps nothing, every idle run would ask again otherwise
     */
    private void remember(FeedRun run, boolean mayWait) {
        var newest = RunFacts.newestReading(run.streams());
        var checkpoints = decided(run).entrySet().stream()
                .filter(one -> LinksOutsideFilter.isDue(one.getValue(), newest))
                .map(one -> run.streams()
                        .next(
                                one.getKey().name(),
                                StateCodec.write(one.getValue().linksComparedTo(newest))))
                .toList();
        if (!checkpoints.isEmpty()) {
            run.participant().commit(new Commit(List.of(), List.of(), List.of(), checkpoints, List.of(), mayWait));
        }
    }
}
