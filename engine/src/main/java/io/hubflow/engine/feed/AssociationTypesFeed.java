package io.hubflow.engine.feed;

import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.report.LostTable;
import java.util.List;

/** Writes the types of links that were asked for while the pairs were found. Begins when the links have been read. */
public final class AssociationTypesFeed implements SideFeed {
    private final AssociationTypes types;

    public AssociationTypesFeed(AssociationTypes types) {
        this.types = types;
    }

    @Override
    public String name() {
        return "association types";
    }

    @Override
    public List<String> tables() {
        return List.of(AssociationTypes.TABLE);
    }

    @Override
    public void run(FeedRun run) {
        types.refreshOutdated();
        if (types.isChanged()) {
            if (run.streams().find(AssociationTypes.STREAM).isPresent()
                    && !run.destination().holdsReference(AssociationTypes.TABLE, "")) {
                run.notice()
                        .accept(new LostTable(
                                        AssociationTypes.TABLE,
                                        run.destination().hasTable(AssociationTypes.TABLE))
                                .reference());
            }
            run.participant()
                    .commitLast(new Commit(
                            List.of(),
                            List.of(),
                            List.of(types.table()),
                            List.of(run.streams().next(AssociationTypes.STREAM, types.state())),
                            List.of()));
        }
    }
}
