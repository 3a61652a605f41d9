package io.hubflow.nifi.list;

import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.Portal;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.service.StandardHubSpotClientService;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A flow of deals on a portal with a clock of its own; what the tests of its planning share. */
abstract class DealsFlow {
    static final long DEALS = 2_500;

    SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("deals", DEALS, "contacts", 300L, "tickets", 0L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "deals");
        flow.list().setProperty("Settle Lag", "5 min");
        flow.list().setProperty("Records Per Slice", "1000");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    void minutesPass(TestRunner runner, long minutes) {
        minutesPass(minutes);
        SourceFlow.adoptPortalClock(runner);
    }

    void minutesPass(long minutes) {
        flow.simulator().advance(Duration.ofMinutes(minutes));
    }

    void sync() {
        var settings = EngineSettings.DEFAULT.with(RefreshPolicy.NEVER);
        try (var opened = flow.warehouse().openDestination()) {
            new SyncEngine(
                            service().client(),
                            opened.destination(),
                            settings,
                            InstantSource.system(),
                            new SyncListener() {})
                    .run(new SyncRequest(List.of("deals"), Optional.empty(), List.of(), List.of()));
        }
    }

    StandardHubSpotClientService service() {
        return (StandardHubSpotClientService) flow.list().getControllerService("hubspot");
    }

    List<String> warnings() {
        return flow.list().getLogger().getWarnMessages().stream()
                .map(message -> message.getMsg())
                .toList();
    }

    Set<Long> update(int count, long seed) {
        return new HashSet<>(flow.simulator()
                .mutate(new Mutation.Update("deals", Target.random(count, seed), List.of(), Map.of()))
                .ids());
    }

    long updatedAtMillis(long id) {
        return flow.simulator().records("deals").stream()
                .filter(row -> row.id() == id)
                .findFirst()
                .orElseThrow()
                .updatedAt()
                .toEpochMilli();
    }

    static List<String> kinds(List<MockFlowFile> slices) {
        return slices.stream()
                .map(slice -> slice.getAttribute(HubSpotAttributes.SLICE_KIND))
                .toList();
    }

    long now() {
        return flow.simulator().now().toEpochMilli();
    }

    TestRunner list(Class<? extends Processor> processor, Portal portal) throws InitializationException {
        var runner = TestRunners.newTestRunner(processor);
        portal.serve(runner);
        runner.addControllerService("warehouse", flow.warehouse());
        runner.enableControllerService(flow.warehouse());
        runner.setProperty("Destination Service", "warehouse");
        runner.setProperty(ObjectTypeNames.OBJECT_TYPES, "deals");
        return runner;
    }

    static long emitted(TestRunner runner, String objectType) {
        return runner.getFlowFilesForRelationship(SourceFlow.SUCCESS).stream()
                .filter(flowFile -> objectType.equals(flowFile.getAttribute(HubSpotAttributes.OBJECT_TYPE)))
                .count();
    }
}
