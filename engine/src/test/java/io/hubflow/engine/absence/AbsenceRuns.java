package io.hubflow.engine.absence;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.MemoryRuns;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.report.Departures;
import io.hubflow.hubspot.MemoryPortal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Runs that look for departed records, and what the table says after them. */
final class AbsenceRuns {
    /** Ids are compared. */
    static final int SMALL = 150;
    /** Counts are compared. */
    static final int LARGE = 1_500;

    private AbsenceRuns() {}

    static MemoryRuns loaded(int records) {
        return MemoryRuns.loaded(MemoryPortal.of(1, records, 1));
    }

    /** Where counts say nothing, so that passes, suspects and the recycle bin alone do. */
    static MemoryRuns uncounted() {
        var runs = loaded(SMALL);
        runs.edit(state -> state.mapFacts(facts -> facts.with(PortalFacts.Search.MISSING)));
        runs.portal.searchRefusal = MemoryPortal.REFUSED;
        return runs;
    }

    static Departures look(MemoryRuns runs) {
        return look(runs, absence -> {});
    }

    /** @param pass what the run's refresh pass has met */
    static Departures look(MemoryRuns runs, Consumer<AbsenceLoad> pass) {
        runs.portal.forgetCalls();
        var found = new AtomicReference<>(Departures.NONE);
        runs.run(load -> {
            var absence = absence(runs, load);
            pass.accept(absence);
            absence.run();
            load.commits().flush();
            found.set(absence.departures(load.commits().totals().buried()));
        });
        return Objects.requireNonNull(found.get());
    }

    /** After one look at what a change has done, the rows of live records are alive, and no others. */
    static Departures settledAfter(MemoryRuns runs, Consumer<MemoryPortal> change) {
        change.accept(runs.portal);
        var found = look(runs);
        assertThat(runs.alive()).isEqualTo(all(runs));
        return found;
    }

    /** As a run of the command makes it. */
    static AbsenceLoad absence(MemoryRuns runs, ObjectLoad load) {
        var linked = LinkedWithoutRow.of(runs.table, MemoryRuns.THINGS.table(), List.of(), 0);
        return new AbsenceLoad(load, Optional.of("createdate"), AbsenceLoad.Turns.BY_STATE, linked);
    }

    static void leaveInEachWay(MemoryPortal portal) {
        portal.archive(10);
        portal.live.remove(20L);
        portal.merge(30, 40);
    }

    static Set<Long> all(MemoryRuns runs) {
        return new TreeSet<>(runs.portal.live.keySet());
    }

    static Row mark(MemoryRuns runs, long id) {
        return Objects.requireNonNull(
                Objects.requireNonNull(runs.rows().get(id)).tombstone());
    }

    static boolean isArchived(MemoryRuns runs, long id) {
        var row = Objects.requireNonNull(runs.rows().get(id));
        return row.tombstone() == null && row.row().archived();
    }
}
