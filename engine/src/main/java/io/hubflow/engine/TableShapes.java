package io.hubflow.engine;

import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Destination;
import java.util.Map;
import java.util.Set;

/**
 * What views over the tables are made of, as far as a run knows it without asking anybody: equal as long as none of them has to
 * be made anew.
 *
 * @param catalogs columns and HubSpot's words for them, by object type, as checkpoints hold them
 */
record TableShapes(Set<String> tables, Map<String, String> catalogs) {
    /** Whether views that were made then are out of date; there was nothing to make views of before the first run. */
    boolean differFrom(TableShapes now) {
        return !catalogs.isEmpty() && !equals(now);
    }

    static TableShapes of(Destination destination, Streams streams) {
        return new TableShapes(destination.tables(), streams.findAll(ObjectPlan::isCatalogStream));
    }
}
