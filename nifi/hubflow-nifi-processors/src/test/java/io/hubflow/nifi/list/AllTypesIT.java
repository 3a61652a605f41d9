package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.schema.GetHubSpotSchema;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.mutation.Mutation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** "all" in a flow means what it means for the command: what the token may read, now and later. */
class AllTypesIT {
    private static final String[] TWO_SCOPES = {"crm.objects.companies.read", "crm.objects.custom.read"};

    private SourceFlow flow;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords("companies", 30)
                        .withRecords("deals", 20)
                        .withRecords("machines", 10)
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "all");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void takesWhatTheTokenMayReadAndNamesTheScopesOfTheRest() {
        flow.simulator().grant(TokenGrant.scoped(flow.simulator().token(), TWO_SCOPES));

        flow.load(flow.plan());

        assertThat(flow.warehouse().ids("companies")).isEqualTo(flow.truth("companies"));
        assertThat(flow.warehouse().ids("machine")).isEqualTo(flow.truth("machines"));
        assertThat(flow.warehouse().ids("deals")).isEmpty();
        assertThat(warnings())
                .filteredOn(sentence -> sentence.contains("Not loaded"))
                .singleElement()
                .asString()
                .contains("deals (", "crm.objects.deals.read", "tickets (")
                .doesNotContain("companies (");
        assertThat(errors()).isEmpty();
    }

    @Test
    void picksUpTypesThatAppearOrBecomeReadableLater() {
        flow.simulator().grant(TokenGrant.scoped(flow.simulator().token(), TWO_SCOPES));
        flow.load(flow.plan());
        flow.simulator().mutate(new Mutation.CreateType("contact_card", "contact_cards", 7));
        flow.simulator()
                .grant(TokenGrant.scoped(
                        flow.simulator().token(), TWO_SCOPES[0], TWO_SCOPES[1], "crm.objects.deals.read"));

        flow.loadAfter(Duration.ofMinutes(10));

        assertThat(flow.warehouse().ids("contact_card")).hasSize(7);
        assertThat(flow.warehouse().ids("deals")).isEqualTo(flow.truth("deals"));
    }

    @Test
    void aTypeThatWasLoadedAndMayNoLongerBeReadFailsLoudly() {
        flow.load(flow.plan());
        flow.simulator().grant(TokenGrant.scoped(flow.simulator().token(), TWO_SCOPES));

        flow.loadAfter(Duration.ofMinutes(10));

        assertThat(errors())
                .anySatisfy(
                        sentence -> assertThat(sentence).contains("deals was not planned", "crm.objects.deals.read"));
    }

    @Test
    void verificationNamesWhatItTakesAndWhatItLeavesOut() {
        flow.simulator().grant(TokenGrant.scoped(flow.simulator().token(), TWO_SCOPES));

        var steps = new ListHubSpotObjects()
                .verify(flow.list().getProcessContext(), flow.list().getLogger(), Map.of());

        assertThat(steps)
                .filteredOn(step -> step.getVerificationStepName().equals("Read all object types"))
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
                    assertThat(step.getExplanation())
                            .contains("companies", "machine", "deals (")
                            .contains("crm.objects.deals.read");
                });
    }

    @Test
    void archivedRecordsAndDefinitionsAreReadOfTheSameTypesOnceAnInterval() throws InitializationException {
        flow.simulator().grant(TokenGrant.scoped(flow.simulator().token(), TWO_SCOPES));
        for (var processor : List.of(ListArchivedHubSpotObjects.class, GetHubSpotSchema.class)) {
            var runner = TestRunners.newTestRunner(processor);
            flow.portal().serve(runner);
            runner.addControllerService("warehouse", flow.warehouse());
            runner.enableControllerService(flow.warehouse());
            runner.setProperty("Destination Service", "warehouse");
            runner.setProperty(ObjectTypeNames.OBJECT_TYPES, "all");

            runner.run();

            assertThat(types(runner)).contains("companies", "machine").doesNotContain("deals", "tickets");
            runner.clearTransferState();
            runner.run();
            assertThat(types(runner)).isEmpty();
        }
    }

    private static Set<String> types(TestRunner runner) {
        return runner.getFlowFilesForRelationship(SourceFlow.SUCCESS).stream()
                .map(flowFile -> flowFile.getAttribute(HubSpotAttributes.OBJECT_TYPE))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private List<String> warnings() {
        return flow.list().getLogger().getWarnMessages().stream()
                .map(LogMessage::getMsg)
                .toList();
    }

    private List<String> errors() {
        return flow.list().getLogger().getErrorMessages().stream()
                .map(LogMessage::getMsg)
                .toList();
    }
}
