package io.hubflow.simulation;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.admin.Truth;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which part of a portal the tables are to hold, and what becomes of rows whose record went: what a configuration asks for. */
public interface Expectation {
    List<String> objects();

    /** Such as {@code contacts:deals}; the table has the names in this order. */
    List<String> pairs();

    /** Such as {@code contacts.city}. */
    List<String> history();

    DeleteMode deletes();

    RefreshPolicy refresh();

    /** Records that were not modified since then may be missing. */
    Optional<Instant> updatedAfter();

    /** Whether the filter of the object type, where it has one, lets a record with these values through. */
    boolean wants(String object, Map<String, String> properties);

    /** The properties of an object type that are compared, of those that are defined. */
    Set<String> compared(Set<String> defined, String object);

    /** The portal's records with the values that are compared or filtered by. */
    List<Truth.Row> truth(Simulator hubSpot, String object);
}
