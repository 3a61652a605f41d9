package io.hubflow.simulator.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Which deal splits belong to which deal: arithmetic over the order of creation. Guarded by the portal's lock. */
public final class DealSplits {
    private final Portal portal;
    private final ObjectType deals;
    private final ObjectType splits;

    DealSplits(Portal portal) {
        this.portal = portal;
        this.deals = portal.types().require("0-3");
        this.splits = portal.types().require("deal_splits");
    }

    /** The type of the splits. */
    public ObjectType type() {
        return splits;
    }

    /** The deal that a split belongs to; empty in a portal that was made without deals. */
    public OptionalLong dealOf(CrmRecord split) {
        var population = portal.store(deals).population();
        return population.count() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(population.id(split.ordinal() % population.count()));
    }

    /** The live splits of a deal, ascending by id. */
    public List<CrmRecord> of(long dealId) {
        var dealPopulation = portal.store(deals).population();
        var store = portal.store(splits);
        long ordinal = dealPopulation.ordinal(dealId);
        var found = new ArrayList<CrmRecord>();
        if (ordinal < 0) {
            return found;
        }
        for (long split = ordinal; split < store.population().count(); split += dealPopulation.count()) {
            store.find(store.population().id(split)).filter(CrmRecord::live).ifPresent(found::add);
        }
        for (CrmRecord created : store.changed().values()) {
            boolean beyond = created.ordinal() >= store.population().count();
            if (beyond && created.live() && created.ordinal() % dealPopulation.count() == ordinal) {
                found.add(created);
            }
        }
        return found;
    }
}
