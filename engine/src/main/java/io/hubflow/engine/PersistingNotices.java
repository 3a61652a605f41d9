package io.hubflow.engine;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.commit.RowCommits;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.load.Uncovered;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.ReadNotices;

/** Remembers what reading teaches, and tells the operator. */
record PersistingNotices(RowCommits commits, ObjectLoad.Notice notice, Uncovered uncovered) implements ReadNotices {
    @Override
    public void idOrderIs(PortalFacts.IdOrder order) {
        commits.update(state -> state.mapFacts(facts -> facts.with(order)));
        notice.tell(
                switch (order) {
                    case TEXTUAL ->
                        "HubSpot's search sorts ids as text in this portal: windows of at most 10,000 records are read"
                                + " by offset instead.";
                    case NUMERIC ->
                        "HubSpot's search sorts ids as numbers in this portal, against what was seen before: it is read"
                                + " in the order of ids again.";
                });
    }

    @Override
    public void incomplete(IdRange ids, long missing) {
        uncovered.add(ids, missing);
    }
}
