package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The later reading of a record counts, whatever its {@code updatedAt} says. */
class VersionOrderIT {
    @Test
    void anUpdatedAtThatGoesBackDoesNotFreezeTheRow() {
        try (var bench = contacts()) {
            bench.syncWell();
            var ids = bench.hubSpot
                    .mutate(new Mutation.Update(
                            "contacts", Target.random(5, 7), List.of(), Map.of("city", "edited before")))
                    .ids();
            bench.syncWell();
            backdate(bench, ids, Duration.ofHours(1), "Gdynia");
            bench.table.takeRewritten();

            bench.syncWell();

            bench.requireEqual("contacts");
            assertThat(bench.table.takeRewritten()).isEqualTo(5);
            bench.syncWell();
            bench.requireEqual("contacts");
            assertThat(bench.table.takeRewritten()).isZero();
        }
    }

    @Test
    void anUpdatedAtThatGoesBackIsFollowedByOrdinaryEdits() {
        try (var bench = contacts()) {
            bench.syncWell();
            var ids = bench.hubSpot
                    .mutate(new Mutation.Update("contacts", Target.random(5, 7), List.of(), Map.of("city", "one")))
                    .ids();
            bench.syncWell();
            backdate(bench, ids, Duration.ofHours(1), "two");
            bench.syncWell();
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", new Target.Ids(ids), List.of(), Map.of("city", "three")));

            bench.refreshing(RefreshPolicy.NEVER).syncWell();

            bench.requireEqual("contacts");
        }
    }

    /** A time that no clock has reached yet says nothing about when the record was modified. */
    @Test
    void anUpdatedAtInTheFutureDoesNotFreezeTheRow() {
        try (var bench = contacts()) {
            var ids = bench.hubSpot
                    .mutate(new Mutation.BulkImport(
                            "contacts", 5, Optional.of(Instant.now().plus(Duration.ofDays(1)))))
                    .ids();
            bench.syncWell();
            backdate(bench, ids, Duration.ofDays(2), "Gdynia");

            bench.syncWell();

            bench.requireEqual("contacts");
        }
    }

    private static Bench contacts() {
        return new Bench(Bench.portal("contacts", 600), "contacts")
                .withFewColumns()
                .refreshing(RefreshPolicy.ALWAYS);
    }

    private static void backdate(Bench bench, List<Long> ids, Duration by, String city) {
        bench.hubSpot.mutate(
                new Mutation.Backdate("contacts", new Target.Ids(ids), by, List.of(), Map.of("city", city)));
    }
}
