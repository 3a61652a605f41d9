package io.hubflow.simulator.traffic;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.MutationRunner;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.Link;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.traffic.TrafficPlan.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out one tick: the whole mix, on records that the seed and the tick's number choose, while nobody reads. So a
 * reader sees a tick whole or not at all.
 */
public final class TickRunner {
    private final Portal portal;
    private final MutationRunner mutations;

    /** A runner of ticks. */
    public TickRunner(Portal portal, MutationRunner mutations) {
        this.portal = portal;
        this.mutations = mutations;
    }

    void tick(TrafficPlan plan, List<ObjectType> types, TrafficLog log) {
        long tickSeed = Hash.mix(plan.seed() ^ Hash.of("traffic"), log.ticks());
        log.ticked();
        portal.write(() -> {
            int position = 0;
            for (Kind kind : Kind.values()) {
                for (int i = 0; i < plan.mix().getOrDefault(kind, 0); i++) {
                    perform(kind, types, Hash.mix(tickSeed, ++position), log);
                }
            }
            return position;
        });
    }

    private void perform(Kind kind, List<ObjectType> types, long seed, TrafficLog log) {
        var type = types.get((int) Hash.below(seed, types.size()));
        try {
            var mutation = mutation(kind, type, types, seed);
            if (mutation.isEmpty()) {
                log.skipped(kind);
                return;
            }
            var result = mutations.run(mutation.get());
            if (result.ids().isEmpty()) {
                log.skipped(kind);
            } else {
                log.done(kind, portal.types().key(type));
            }
        } catch (IllegalArgumentException gone) {
            log.failed(kind, gone); // the type was deleted meanwhile, for example
        }
    }

    private Optional<Mutation> mutation(Kind kind, ObjectType type, List<ObjectType> types, long seed) {
        String name = portal.types().key(type);
        Target one = Target.random(1, seed == 0 ? 1 : seed);
        return switch (kind) {
            case CREATE -> Optional.of(new Mutation.Create(name, 1, Map.of()));
            case UPDATE -> Optional.of(new Mutation.Update(name, one, List.of(), Map.of()));
            case RECALCULATE -> Optional.of(new Mutation.Recalculate(name, one, List.of(), Map.of()));
            case ARCHIVE -> Optional.of(new Mutation.Archive(name, one));
            case RESTORE -> Optional.of(new Mutation.Restore(name, one));
            case MERGE -> Optional.of(new Mutation.Merge(name, one, Optional.empty()));
            case GDPR_DELETE -> Optional.of(new Mutation.GdprDelete(name, one));
            case ASSOCIATE -> associate(type, types, seed);
            case DISSOCIATE -> dissociate(type, types, seed);
        };
    }

    private Optional<Mutation> associate(ObjectType from, List<ObjectType> types, long seed) {
        ObjectType to = types.get((int) Hash.below(Hash.mix(seed), types.size()));
        var fromRecord = pick(from, seed);
        var toRecord = pick(to, Hash.mix(seed, 2));
        boolean possible = !from.equals(to) && portal.links().types().related(from, to);
        if (!possible || fromRecord.isEmpty() || toRecord.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Mutation.Associate(
                portal.types().key(from),
                fromRecord.get().id(),
                portal.types().key(to),
                toRecord.get().id()));
    }

    /** Cuts the first link of a record that has one. */
    private Optional<Mutation> dissociate(ObjectType from, List<ObjectType> types, long seed) {
        var record = pick(from, seed);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        for (ObjectType to : types) {
            List<Link> links = portal.links().of(from, record.get().id(), to);
            if (!links.isEmpty()) {
                return Optional.of(new Mutation.Dissociate(
                        portal.types().key(from),
                        record.get().id(),
                        portal.types().key(to),
                        links.getFirst().toId()));
            }
        }
        return Optional.empty();
    }

    private Optional<CrmRecord> pick(ObjectType type, long seed) {
        return portal.store(type).pick(seed, Set.of());
    }
}
