package io.hubflow.app.demo;

import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The made-up company whose CRM the demo loads, and what happens in it between the two loads. */
final class DemoPortal implements AutoCloseable {
    static final List<String> OBJECT_TYPES = List.of("contacts", "companies", "deals", "tickets");

    /** Enough to fill pages and meet limits, few enough to load in seconds under the Professional tier. */
    private static final Map<String, Long> RECORDS =
            Map.of("contacts", 2_000L, "companies", 500L, "deals", 400L, "tickets", 300L);

    /** HubSpot says "a few moments". */
    private static final IndexDelay INDEX_DELAY = IndexDelay.between(Duration.ofMillis(500), Duration.ofSeconds(3));

    private final Simulator simulator;

    private DemoPortal(Simulator simulator) {
        this.simulator = simulator;
    }

    static DemoPortal start() {
        try {
            return new DemoPortal(Simulator.start(SimulatorOptions.defaults()
                    .withRecords(RECORDS)
                    .withTier(Tier.PROFESSIONAL)
                    .withIndexDelay(INDEX_DELAY)));
        } catch (IOException e) {
            throw new UncheckedIOException("no port on 127.0.0.1 could be had", e);
        }
    }

    /** All that the portal has, so that tables and truth can be compared whole. */
    static SyncRequest everything() {
        return new SyncRequest(OBJECT_TYPES, Optional.empty(), List.of(), List.of())
                .withPrivacy(PrivacyRules.EVERYTHING);
    }

    Simulator simulator() {
        return simulator;
    }

    /** Changes the portal and tells what was done, a sentence each. */
    List<String> change() {
        var told = new ArrayList<String>();
        simulator.mutate(new Mutation.Create("contacts", 150, Map.of("city", "Lisbon")));
        told.add("150 new contacts, all in Lisbon");
        simulator.mutate(
                new Mutation.Update("contacts", new Target.Random(200, 1), List.of("jobtitle", "phone"), Map.of()));
        told.add("200 contacts with a new job title and phone number");
        simulator.mutate(new Mutation.Recalculate("contacts", new Target.Random(50, 2), List.of(), Map.of()));
        told.add("50 contacts whose calculated values changed: HubSpot does not mark such records as modified");
        simulator.mutate(new Mutation.BulkImport("tickets", 40, Optional.empty()));
        told.add("40 tickets imported with one and the same timestamp");
        simulator.mutate(new Mutation.CreateProperty(
                "contacts", "loyalty_points", "number", "number", List.of(), "non_sensitive", false, true));
        told.add("a new contact property, loyalty_points, with values for everybody");
        simulator.mutate(new Mutation.EditPipeline("deals", "default", "Sales pipeline 2027"));
        told.add("the deals' pipeline renamed, which marks every deal as modified in the same millisecond");
        return List.copyOf(told);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
