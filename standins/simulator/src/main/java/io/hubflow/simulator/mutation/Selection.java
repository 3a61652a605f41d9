package io.hubflow.simulator.mutation;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Finds the records that a mutation concerns. Under the portal's write lock. */
final class Selection {
    private final Portal portal;
    private final AtomicLong draws;

    Selection(Portal portal, AtomicLong draws) {
        this.portal = portal;
        this.draws = draws;
    }

    /** The records of a target that are in a state. */
    List<CrmRecord> records(ObjectType type, Target target, CrmRecord.State state) {
        return switch (target) {
            case Target.Ids ids ->
                ids.ids().stream().map(id -> require(type, id, state)).toList();
            case Target.Random random ->
                state == CrmRecord.State.ARCHIVED ? randomArchived(type, random) : randomLive(type, random);
        };
    }

    /** These records, live or in the recycle bin. */
    List<CrmRecord> liveOrArchived(ObjectType type, Target.Ids target) {
        var store = portal.store(type);
        return target.ids().stream()
                .map(id -> store.archivedIds().contains(id)
                        ? require(type, id, CrmRecord.State.ARCHIVED)
                        : require(type, id, CrmRecord.State.LIVE))
                .toList();
    }

    private CrmRecord require(ObjectType type, long id, CrmRecord.State state) {
        return portal.store(type)
                .find(id)
                .filter(record -> record.state() == state)
                .orElseThrow(() ->
                        new IllegalArgumentException(type.plural() + " have no record " + id + " in state " + state));
    }

    private List<CrmRecord> randomLive(ObjectType type, Target.Random random) {
        var store = portal.store(type);
        var chosen = new HashMap<Long, CrmRecord>();
        var inOrder = new ArrayList<CrmRecord>();
        long wanted = Math.min(random.count(), store.liveCount());
        long seed = seed(random);
        for (long draw = 0; inOrder.size() < wanted; draw++) {
            store.pick(Hash.mix(seed, draw), chosen.keySet()).ifPresent(record -> {
                chosen.put(record.id(), record);
                inOrder.add(record);
            });
        }
        return inOrder;
    }

    private List<CrmRecord> randomArchived(ObjectType type, Target.Random random) {
        return some(portal.store(type).archivedIds(), random).stream()
                .map(id -> require(type, id, CrmRecord.State.ARCHIVED))
                .toList();
    }

    /** So many of some ids, chosen by the seed. */
    List<Long> some(Collection<Long> ids, Target.Random random) {
        long seed = seed(random);
        Function<Long, Long> order = id -> Hash.mix(seed, id);
        return ids.stream()
                .sorted((a, b) -> Long.compare(order.apply(a), order.apply(b)))
                .limit(random.count())
                .toList();
    }

    private long seed(Target.Random random) {
        return random.seed() != 0 ? random.seed() : Hash.mix(portal.settings().seed(), draws.incrementAndGet());
    }
}
