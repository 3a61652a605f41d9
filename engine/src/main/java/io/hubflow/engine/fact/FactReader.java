package io.hubflow.engine.fact;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import java.util.List;

/** Reads one kind of facts about the records of one object type. Thread-safe: several groups are read at once. */
public interface FactReader {
    FactTable table();

    /**
     * The facts of these records, each set whole and as of a moment not before the call. A record without facts has an empty
     * set; one of which nothing can be said has none.
     *
     * @throws io.hubflow.error.ConnectorException when HubSpot does not give them; the records then count as unread
     */
    List<FactSet> read(FactRequest request);

    /** How many calls each record costs, where many are read at once; none where only changed records are asked for theirs. */
    default double callsPerRecord() {
        return 0;
    }

    /** What this reader has learned, for the state that is committed with its facts. */
    default ObjectState effect(ObjectState state) {
        return state;
    }

    /** Whether HubSpot has refused these facts in this run, so that no more of them are read. */
    default boolean isLost() {
        return false;
    }

    /** Whether a record that comes into the filter counts as changed, although nothing says that it did. */
    default boolean wantsArrivals() {
        return false;
    }

    /** Properties that the facts are about, sorted; empty where they are about none. */
    default List<String> properties() {
        return List.of();
    }
}
