package io.hubflow.engine;

import io.hubflow.engine.feed.Feed;
import java.util.ArrayList;
import java.util.List;

/** The records of one object type, with the links and histories that they own. */
record RecordFeed(DiscoveredType found, List<String> tables) implements Feed {
    static RecordFeed of(DiscoveredType found, RunFacts facts) {
        var tables = new ArrayList<String>();
        found.type().ifPresent(type -> {
            tables.add(type.table());
            facts.ownedBy(type).forEach(reader -> tables.add(reader.table().name()));
        });
        return new RecordFeed(found, List.copyOf(tables));
    }

    @Override
    public String name() {
        return found.name();
    }
}
