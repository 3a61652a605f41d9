package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.ListCursor;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Links of records that left HubSpot and never had a row, or lost it, so that no table but that of the links knows their ids. */
final class LinksOfDepartedIT {
    private static final Duration INDEX_DELAY = Duration.ofMinutes(4);

    private static Bench portal(DeleteMode deletes) {
        var options = SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 60L, "companies", 20L))
                .withVirtualClock(Instant.now())
                .withListCursor(ListCursor.OPAQUE)
                .withIndexDelay(IndexDelay.fixed(INDEX_DELAY));
        return new Bench(options, "contacts", "companies")
                .selecting("hs_object_id")
                .associating("contacts:companies")
                .refreshing(RefreshPolicy.NEVER)
                .deleting(deletes);
    }

    @ParameterizedTest
    @EnumSource(value = DeleteMode.class, mode = Mode.EXCLUDE, names = "IGNORE")
    void leaveTheTableWhenTheRecordLeavesBeforeItWasEverRead(DeleteMode deletes) {
        try (var bench = portal(deletes)) {
            bench.sync();
            bench.hubSpot.advance(Duration.ofMinutes(10));
            var company = bench.hubSpot
                    .mutate(new Mutation.Update("companies", Target.random(1, 3), List.of(), Map.of()))
                    .ids()
                    .getFirst();
            bench.hubSpot.advance(INDEX_DELAY);
            // The search does not show the new contact yet, but the company that changed is linked with it.
            var contact = bench.hubSpot
                    .mutate(new Mutation.Create("contacts", 1, Map.of()))
                    .ids()
                    .getFirst();
            bench.hubSpot.mutate(new Mutation.Associate("contacts", contact, "companies", company));
            bench.sync();
            assertThat(bench.table.rows("contacts")).doesNotContainKey(contact);
            assertThat(bench.table.facts("contacts_companies")).anyMatch(row -> contact.equals(row.get("from_id")));
            bench.hubSpot.mutate(new Mutation.GdprDelete("contacts", Target.id(contact)));
            bench.hubSpot.advance(INDEX_DELAY);

            bench.sync();

            bench.requireLinks("contacts", "companies");
        }
    }

    @ParameterizedTest
    @EnumSource(value = DeleteMode.class, mode = Mode.EXCLUDE, names = "IGNORE")
    void leaveTheTableWhenTheRowWentWithADroppedTable(DeleteMode deletes) {
        try (var bench = portal(deletes)) {
            bench.sync();
            var linked = bench.hubSpot.links("contacts", "companies").getFirst();
            bench.table.drop("companies");
            bench.hubSpot.mutate(new Mutation.GdprDelete("companies", Target.id(linked.toId())));
            bench.hubSpot.advance(INDEX_DELAY);

            bench.sync();

            bench.requireLinks("contacts", "companies");
        }
    }
}
