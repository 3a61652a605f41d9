package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.Portal;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.schema.GetHubSpotSchema;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.Test;

/** Tables belong to one portal: no processor adds records of another. */
class PortalIdentityIT extends DealsFlow {
    @Test
    void theTablesOfAnotherPortalAreLeftAlone() throws IOException, InitializationException {
        flow.load(flow.plan());
        var rows = flow.warehouse().ids("deals");
        try (var other = new Portal(Simulator.start(SimulatorOptions.defaults()
                .withPortalId(77)
                .withRecords(Map.of("deals", 40L))
                .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z"))))) {
            for (var runner : List.of(
                    list(ListHubSpotObjects.class, other),
                    list(ListArchivedHubSpotObjects.class, other),
                    list(GetHubSpotSchema.class, other))) {
                runner.run();

                runner.assertTransferCount(SourceFlow.SUCCESS, 0);
                assertThat(runner.getLogger().getErrorMessages())
                        .anySatisfy(message -> assertThat(message.getMsg()).contains("portal 77"));
            }
        }
        assertThat(flow.warehouse().ids("deals")).isEqualTo(rows);
    }

    @Test
    void recordsOfAnotherPortalThatAreOnTheirWayAreNotWritten() throws IOException, InitializationException {
        flow.read(flow.plan());
        flow.warehouse().becomeAnother();
        try (var other = new Portal(Simulator.start(SimulatorOptions.defaults()
                .withPortalId(77)
                .withRecords(Map.of("deals", 40L))
                .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z"))))) {
            list(ListHubSpotObjects.class, other).run();
        }

        flow.landAll();

        flow.put().assertTransferCount(SourceFlow.SUCCESS, 0);
        assertThat(flow.put().getFlowFilesForRelationship(SourceFlow.FAILURE))
                .isNotEmpty()
                .allSatisfy(refused -> assertThat(refused.getAttribute(HubSpotAttributes.ERROR_MESSAGE))
                        .contains("belong to portal 77"));
        assertThat(flow.warehouse().ids("deals")).isEmpty();
    }
}
