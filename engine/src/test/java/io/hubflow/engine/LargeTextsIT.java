package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.hubspot.BoundedClient;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records with texts so large that a page of them is more than the memory allows for one answer. */
final class LargeTextsIT {
    private static final String HIDDEN = "health_condition";
    private static final int MOST_BYTES = 1_000_000;
    private static final String TEXT = "e".repeat(61_000);

    /** The bound lies below a page of 40 such texts and above one text. */
    @ParameterizedTest
    @CsvSource({"200, list", "700, search"})
    void pagesThatAreTooLargeAreReadInPartsAndNoRecordIsLost(int contacts, String endpoint) {
        try (var bench = contacts(contacts).selecting("email", "lastmodifieddate", "city")) {
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", Target.random(contacts, 1), List.of(), Map.of("city", TEXT)));

            bench.syncWell();

            bench.requireEqual("contacts");
            assertThat(bench.calls(endpoint)).isGreaterThan((long) contacts * TEXT.length() / MOST_BYTES);
        }
    }

    @Test
    void batchesThatAreTooLargeAreReadInPartsAndNoRecordIsLost() {
        try (var bench = contacts(60)) {
            bench.maxUrlBytes = 3_000;
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", Target.random(60, 1), List.of(), Map.of("city", TEXT)));

            bench.syncWell();

            bench.requireEqual("contacts");
            assertThat(bench.calls("batch_read")).isGreaterThan(60L * TEXT.length() / MOST_BYTES);
        }
    }

    @Test
    void textsThatNoSearchReturnsAreReadInPartsToo() {
        try (var bench = contacts(450).selecting("email", "lastmodifieddate", HIDDEN)) {
            bench.syncWell();
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", Target.random(150, 1), List.of(), Map.of(HIDDEN, TEXT)));

            bench.syncWell();

            bench.requireEqual("contacts");
            assertThat(bench.calls("batch_read")).isGreaterThan(150L * TEXT.length() / MOST_BYTES);
        }
    }

    @Test
    void aForecastOfThemIsMadeToo() {
        try (var bench = contacts(150).selecting("email", "lastmodifieddate", "city")) {
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", Target.random(150, 1), List.of(), Map.of("city", TEXT)));

            try (var client = bench.client()) {
                var plan = new PlanEngine(client, bench.settings, InstantSource.system())
                        .plan(bench.request, "a destination", DestinationStatus.NOTHING);

                assertThat(plan.types().getFirst().records()).hasValue(150);
            }
        }
    }

    private static Bench contacts(int contacts) {
        var bench = new Bench(SimulatorOptions.defaults().withRecords("contacts", contacts), "contacts")
                .refreshing(RefreshPolicy.NEVER);
        bench.openClient = settings -> BoundedClient.open(settings, MOST_BYTES);
        return bench;
    }
}
