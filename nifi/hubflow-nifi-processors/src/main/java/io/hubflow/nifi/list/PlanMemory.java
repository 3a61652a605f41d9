package io.hubflow.nifi.list;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was planned, as entries of NiFi's component state: {@code contacts} and {@code contacts.properties} for each object
 * type. Types that are no longer asked for keep their entries, so that they go on where they were when they come back.
 */
final class PlanMemory {
    private static final String PROPERTIES = ".properties";

    private final Map<String, String> entries;

    PlanMemory(Map<String, String> entries) {
        this.entries = new HashMap<>(entries);
    }

    /** @throws io.hubflow.error.ConnectorException {@code DESTINATION_STATE_NEWER} when a newer hubflow wrote it */
    Optional<ObjectState> state(String objectType) {
        return Optional.ofNullable(entries.get(objectType))
                .map(text -> StateCodec.read(objectType, text, ObjectState.class));
    }

    PlannedCatalog catalog(String objectType) {
        var text = entries.get(objectType + PROPERTIES);
        return text == null ? PlannedCatalog.EMPTY : PlannedCatalog.parse(text);
    }

    void remember(String objectType, ObjectPlanner.Plan plan) {
        entries.put(objectType, StateCodec.write(plan.state()));
        entries.put(objectType + PROPERTIES, plan.catalog().toText());
    }

    Map<String, String> entries() {
        return Map.copyOf(entries);
    }
}
