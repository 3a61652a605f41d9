package io.hubflow.nifi.list;

import io.hubflow.engine.absence.AbsenceLoad;
import io.hubflow.engine.absence.LinkedWithoutRow;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.report.Departures;
import io.hubflow.hubspot.HubSpotClient;
import java.util.function.Consumer;

/**
 * Looks for records that a table still has and HubSpot does not, by the same counts as the command, and writes what it finds at
 * once: departures are few, and telling them needs the table. An unchanged object type costs one search.
 */
final class DepartureCheck {
    private final Destination destination;
    private final DirectLoad direct;

    /**
     * @param runId names the run in {@code _hubflow_runs}
     * @param ledger what refreshing may spend
     */
    DepartureCheck(
            HubSpotClient client, Destination destination, DeleteMode deletes, String runId, RefreshLedger ledger) {
        this.destination = destination;
        this.direct = new DirectLoad(client, destination, deletes, runId, "departures", ledger);
    }

    /** Whether the rows of the type can be counted without a query that may start a warehouse. */
    boolean isFree(KnownType known) {
        return destination.liveIds(known.wanted().type().table()).isFree();
    }

    /**
     * @param notices take sentences for the administrator
     * @return {@link Departures#NONE} too when another writer came in between: the next run looks again
     */
    Departures look(KnownType known, Consumer<String> notices) {
        return direct.run(known, notices, (load, facts) -> {
                    var absence = new AbsenceLoad(
                            load, known.plan().createdProperty(), AbsenceLoad.Turns.BY_CLOCK, LinkedWithoutRow.NONE);
                    absence.run();
                    load.commits().flush();
                    return absence.departures(load.commits().totals().buried());
                })
                .orElse(Departures.NONE);
    }
}
