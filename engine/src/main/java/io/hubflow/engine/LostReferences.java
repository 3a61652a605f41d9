package io.hubflow.engine;

import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.report.LostTable;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reference tables that each object type writes its rows of, such as that of properties. Where somebody dropped one or put another one
 * in its place, what is remembered of it is forgotten for every object type at once, before anything is read: the first one that writes
 * its rows makes the table anew, and nothing would tell the others, in this run or a later one, that theirs are gone.
 */
final class LostReferences {
    private LostReferences() {}

    /** @param lost hears of each table once */
    static void forget(
            Streams streams,
            GroupCommits.CommitParticipant commits,
            Destination destination,
            Consumer<LostTable> lost) {
        var checkpoints = new ArrayList<Checkpoint>();
        var tables = new TreeMap<String, LostTable>();
        for (var stream : streams.findAll(ObjectPlan::isCatalogStream).keySet()) {
            var objectType = ObjectPlan.objectTypeOf(stream);
            var known = streams.find(stream, CatalogState.class).orElse(CatalogState.EMPTY);
            var left = known.withoutLost(table -> destination.holdsReference(table, objectType));
            if (!left.equals(known)) {
                checkpoints.add(streams.next(stream, StateCodec.write(left)));
                known.fingerprints().keySet().stream()
                        .filter(table -> !left.fingerprints().containsKey(table))
                        .forEach(table -> tables.put(table, new LostTable(table, destination.hasTable(table))));
            }
        }
        if (!checkpoints.isEmpty()) {
            commits.commit(Commit.ofCheckpoints(checkpoints));
            tables.values().forEach(lost);
        }
    }
}
