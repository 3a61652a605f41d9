package io.hubflow.engine;

import io.hubflow.engine.absence.LinksOutsideFilter;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.feed.FeedRun;
import io.hubflow.engine.feed.SideFeed;
import java.util.List;

/**
 * Leaves the links between records of the filters in the tables, once all records and links of a run are committed. A warehouse
 * is asked only by runs that have used it for something else.
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
        if (destination.cost().isPresent() && used(destination) == usedBefore) {
            return;
        }
        var links = new LinksOutsideFilter(destination, run.participant()::commit);
        for (var type : facts.linkedTypes()) {
            var state =
                    run.streams().find(type.name()).map(json -> StateCodec.read(type.name(), json, ObjectState.class));
            if (state.filter(LinksOutsideFilter::isDecided).isPresent()) {
                links.remove(type.table(), facts.endsOf(type));
            }
        }
    }
}
