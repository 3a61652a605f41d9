package io.hubflow.nifi.list;

import io.hubflow.engine.RunFacts;
import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.fact.FactReader;
import io.hubflow.engine.load.FactsLoad;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.hubspot.HubSpotClient;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Loads links and histories that were chosen later, or whose table is gone, for the records that are in their table: the facts
 * alone, by the ids of the table, as the command does. No record is read again for them.
 */
final class FactBackfill {
    /** A writer that commits all the time may take the state away this often; the next run goes on. */
    private static final int TRIES = 5;

    private final Destination destination;
    private final DirectLoad direct;
    private final BooleanSupplier goesOn;

    /**
     * @param runId names the run in {@code _hubflow_runs}
     * @param goesOn false ends the run's part; what was loaded is committed
     */
    FactBackfill(
            HubSpotClient client, Destination destination, DeleteMode deletes, String runId, BooleanSupplier goesOn) {
        this.destination = destination;
        this.direct = new DirectLoad(client, destination, deletes, runId, "facts");
        this.goesOn = goesOn;
    }

    /** Tables whose facts are still to be loaded, and that were not refused a short while ago. */
    static List<String> due(KnownType known, Hint hint, long nowMillis) {
        if (known.state().snapshot() != null) {
            return List.of();
        }
        return known.state().factTables().stream()
                .filter(table -> !table.isWhole() && isReadable(table, known))
                .map(FactProgress::table)
                .filter(table -> hint.mayLoadFacts(table, nowMillis))
                .toList();
    }

    /** HubSpot may refuse a pair, which then is not among those that are read. */
    private static boolean isReadable(FactProgress table, KnownType known) {
        return !table.properties().isEmpty()
                || known.facts().pairs().stream().anyMatch(pair -> pair.table().equals(table.table()));
    }

    /**
     * @param tables those that are {@link #due}
     * @return those of which HubSpot refused the facts meanwhile
     */
    List<String> run(KnownType known, List<String> tables, Consumer<String> notices) {
        for (var tries = 0; tries < TRIES && goesOn.getAsBoolean(); tries++) {
            var lost = direct.run(known, notices, (load, facts) -> load(known, tables, load, facts));
            if (lost.isPresent()) {
                return lost.get();
            }
        }
        return List.of();
    }

    private List<String> load(KnownType known, List<String> tables, ObjectLoad load, RunFacts facts) {
        var type = known.wanted().type();
        var readers = facts.ownedBy(type).stream()
                .filter(reader -> tables.contains(reader.table().name()))
                .filter(reader -> isOpen(load.state(), reader))
                .toList();
        if (!readers.isEmpty()) {
            var all = new FactsLoad(load, destination.liveIds(type.table()));
            readers.forEach(reader -> all.run(reader, goesOn));
            load.commits().flush();
        }
        return readers.stream()
                .filter(FactReader::isLost)
                .map(reader -> reader.table().name())
                .toList();
    }

    private static boolean isOpen(ObjectState state, FactReader reader) {
        return state.factTable(reader.table().name())
                .map(progress -> !progress.isWhole())
                .orElse(false);
    }
}
