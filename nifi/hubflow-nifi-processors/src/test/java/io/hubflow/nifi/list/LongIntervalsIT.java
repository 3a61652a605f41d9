package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.Portal;
import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.schema.GetHubSpotSchema;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.ListPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flow reads a few times a day: archived records, properties, owners, users, teams and lists. */
class LongIntervalsIT extends DealsFlow {
    private static final String REMOVED = """
            SELECT 'pipeline ' || id FROM hubspot_pipelines WHERE removed_at IS NOT NULL
            UNION ALL SELECT 'stage ' || id FROM hubspot_pipeline_stages WHERE removed_at IS NOT NULL
            UNION ALL SELECT 'owner ' || id FROM hubspot_owners WHERE removed_at IS NOT NULL""";

    @Test
    void usersTeamsListsAndTheirMembersAreInTablesOnceTheTablesBelongToThePortal() throws InitializationException {
        flow.simulator().mutate(new Mutation.CreateList(ListPlan.of("contacts", 120)));
        var schema = list(GetHubSpotSchema.class, flow.portal());
        minutesPass(schema, 1);
        schema.run();
        assertThat(flow.warehouse().references())
                .as("nobody has checked the portal yet")
                .isEmpty();

        flow.load(flow.plan());
        minutesPass(schema, 2);
        schema.run();

        assertThat(flow.warehouse().references()).contains("hubspot_users", "hubspot_teams", "hubspot_lists");
        var members = flow.warehouse().facts("hubspot_list_memberships").size();
        assertThat(members).isEqualTo(120);
        minutesPass(schema, 500);
        schema.run();
        assertThat(flow.warehouse().facts("hubspot_list_memberships")).hasSize(members);
    }

    @Test
    void whatIsReadInLongIntervalsIsTriedAgainSoonAfterAFailure() throws InitializationException {
        flow.simulator().mutate(new Mutation.Archive("deals", Target.random(5, 3)));
        for (var processor : List.of(ListArchivedHubSpotObjects.class, GetHubSpotSchema.class)) {
            var runner = list(processor, new Portal(flow.simulator()));
            minutesPass(runner, 0);
            flow.simulator()
                    .addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                            .on("properties"));
            runner.run();
            assertThat(emitted(runner, "deals")).isZero();
            flow.simulator().clearFaults();

            minutesPass(runner, 2);
            runner.run();
            assertThat(emitted(runner, "deals")).as("two minutes later").isPositive();
            runner.clearTransferState();
            minutesPass(runner, 60);
            runner.run();
            runner.assertTransferCount(SourceFlow.SUCCESS, 0);
            minutesPass(runner, 5 * 60);
            runner.run();
            assertThat(emitted(runner, "deals")).as("after the interval").isPositive();
        }
    }

    @Test
    @Tag("thorough")
    void whatIsReadInLongIntervalsIsReadAgainWhereItsTablesAreGone() throws InitializationException {
        flow.simulator().mutate(new Mutation.Archive("deals", Target.random(5, 3)));
        flow.load(flow.plan());
        var archived = list(ListArchivedHubSpotObjects.class, flow.portal());
        var schema = list(GetHubSpotSchema.class, flow.portal());
        runBoth(archived, schema, 0);
        for (var round = 0; round < 5; round++) {
            update(10, round);
            flow.loadAfter(Duration.ofMinutes(10));
        }
        runBoth(archived, schema, 1);
        assertThat(flow.warehouse().references()).contains("hubspot_properties", "hubspot_owners", "hubspot_users");
        assertThat(emitted(archived, "deals") + emitted(schema, "deals"))
                .as("everything is there")
                .isZero();

        flow.warehouse().becomeAnother();
        flow.load(flow.plan());
        runBoth(archived, schema, 6);

        assertThat(emitted(archived, "deals")).as("another destination").isEqualTo(1);
        assertThat(flow.warehouse().references()).contains("hubspot_properties", "hubspot_owners", "hubspot_users");

        runBoth(archived, schema, 6);
        flow.warehouse().drop("hubspot_owners");
        runBoth(archived, schema, 6);

        assertThat(flow.warehouse().references()).contains("hubspot_owners");
        assertThat(schema.getLogger().getWarnMessages())
                .anySatisfy(message -> assertThat(message.getMsg()).contains("hubspot_owners"));
        runBoth(archived, schema, 6);
        assertThat(emitted(archived, "deals") + emitted(schema, "deals"))
                .as("everything is there again")
                .isZero();
    }

    @Test
    @Tag("thorough")
    void pipelinesStagesAndOwnersThatHubSpotNoLongerGivesStayAndAreMarked(@TempDir Path folder)
            throws InitializationException {
        var file = flow.loadIntoFileOf(folder);
        flow.load(flow.plan());
        var schema = list(GetHubSpotSchema.class, flow.portal());
        schema.addControllerService("other", file);
        schema.enableControllerService(file);
        schema.setProperty("Destination Service", "other");
        readSchema(schema, 1);
        var pipelines = file.values("SELECT id FROM hubspot_pipelines WHERE object_type = 'deals'");
        var stages = file.values("SELECT id FROM hubspot_pipeline_stages WHERE object_type = 'deals'");
        var owners = file.values("SELECT id FROM hubspot_owners");
        assertThat(file.values(REMOVED)).isEmpty();
        var pipeline = file.values("SELECT min(id) FROM hubspot_pipelines WHERE object_type = 'deals'")
                .first();
        var stage = file.values("SELECT min(id) FROM hubspot_pipeline_stages WHERE object_type = 'deals'"
                        + " AND pipeline_id <> '" + pipeline + "'")
                .first();
        var owner = owners.first();
        flow.simulator().mutate(new Mutation.DeletePipeline("deals", pipeline));
        flow.simulator().mutate(new Mutation.DeleteStage("deals", stage));
        flow.simulator().mutate(new Mutation.DeleteOwner(Long.parseLong(owner)));

        readSchema(schema, 6 * 60 + 1);

        assertThat(file.values("SELECT id FROM hubspot_pipelines WHERE object_type = 'deals'"))
                .isEqualTo(pipelines);
        assertThat(file.values("SELECT id FROM hubspot_pipeline_stages WHERE object_type = 'deals'"))
                .isEqualTo(stages);
        assertThat(file.values("SELECT id FROM hubspot_owners")).isEqualTo(owners);
        assertThat(file.values(REMOVED)).contains("pipeline " + pipeline, "stage " + stage, "owner " + owner);
    }

    private void readSchema(TestRunner schema, long minutesLater) {
        minutesPass(schema, minutesLater);
        schema.clearTransferState();
        schema.run();
        flow.write(schema.getFlowFilesForRelationship(SourceFlow.SUCCESS));
    }

    /** What is there is noted by a second look; what the schema emits lands. */
    private void runBoth(TestRunner archived, TestRunner schema, long minutesLater) {
        flow.simulator().advance(Duration.ofMinutes(minutesLater));
        for (var runner : List.of(archived, schema)) {
            runner.clearTransferState();
            SourceFlow.adoptPortalClock(runner);
            runner.run();
        }
        flow.write(schema.getFlowFilesForRelationship(SourceFlow.SUCCESS));
    }
}
