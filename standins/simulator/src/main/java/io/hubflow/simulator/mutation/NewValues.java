package io.hubflow.simulator.mutation;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyCatalog.Updates;
import io.hubflow.simulator.portal.PropertyColumn;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes up the values that an update sets. Under the portal's write lock. */
final class NewValues {
    private static final int USUAL_PROPERTIES = 3;

    private final Portal portal;
    private final AtomicLong draws;

    NewValues(Portal portal, AtomicLong draws) {
        this.portal = portal;
        this.draws = draws;
    }

    /** The values of an update: those given, and generated ones for the properties named or, failing both, chosen. */
    Map<String, @Nullable String> of(
            ObjectType type,
            CrmRecord record,
            List<String> properties,
            Map<String, @Nullable String> given,
            boolean calculated) {
        var catalog = portal.catalog(type);
        Collection<String> generated =
                properties.isEmpty() && given.isEmpty() ? usual(type, record, calculated) : properties;
        var values = new HashMap<String, @Nullable String>(given);
        for (String property : generated) {
            values.put(property, another(catalog.require(property), record));
        }
        return values;
    }

    private @Nullable String another(PropertyColumn column, CrmRecord record) {
        String current = column.value(record);
        for (int attempt = 0; attempt < 8; attempt++) {
            String candidate = column.newValue(record, draws.incrementAndGet());
            if (candidate != null && !candidate.equals(current)) {
                return candidate;
            }
        }
        return current;
    }

    private Collection<String> usual(ObjectType type, CrmRecord record, boolean calculated) {
        var candidates = portal.catalog(type).updatable(calculated ? Updates.CALCULATIONS : Updates.EDITS);
        var chosen = new LinkedHashSet<String>();
        long seed = Hash.mix(record.id(), draws.incrementAndGet());
        for (int i = 0; chosen.size() < Math.min(USUAL_PROPERTIES, candidates.size()); i++) {
            chosen.add(candidates.get((int) Hash.below(Hash.mix(seed, i), candidates.size())));
        }
        return chosen;
    }
}
