package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.ListPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links, histories and lists by the command, in a DuckDB file. */
class LinksCommandIT {
    private static Simulator hubSpot;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 300L, "companies", 40L, "deals", 60L))
                .withLists(List.of(ListPlan.of("contacts", 120)))
                .withToken("secret-token-1"));
    }

    @AfterAll
    static void stop() {
        hubSpot.close();
    }

    @Test
    void linksHistoriesAndMembersAreThoseOfHubSpotAfterTheFirstAndAfterALaterRun() {
        var report = sync();

        assertThat(report.get("status").asText()).isEqualTo("succeeded");
        assertThat(report.get("objects").get(0).get("facts").findValuesAsText("table"))
                .containsExactly("contacts_companies", "contacts_deals");
        requireTruth();

        var contact = hubSpot.records("contacts").get(11).id();
        hubSpot.mutate(new Mutation.Associate("contacts", contact, "companies", Target.random(3, 5), ""));
        hubSpot.mutate(new Mutation.Dissociate(
                "contacts", hubSpot.records("contacts").get(2).id(), "companies", Target.random(1, 6), ""));
        hubSpot.mutate(new Mutation.Update("deals", Target.random(9, 7), List.of("dealstage"), Map.of()));
        hubSpot.mutate(new Mutation.RemoveMembers(list(), Target.random(30, 8)));
        sync();

        requireTruth();
    }

    @Test
    void theReportForPeopleHasALineForEachTableOfLinks() throws IOException {
        Files.writeString(folder.resolve("hubflow.yaml"), """
                object-types: [contacts]
                include-properties: [email]
                associations: [contacts:companies, contacts:contacts]
                hubspot:
                  base-url: %s
                """.formatted(hubSpot.url()));

        var run = hubflow("sync", "--to", "crm.duckdb");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("links and histories", "contacts_companies", "contacts_contacts", "0 min");
    }

    @Test
    void aPairThatIsNoPairIsAProblemOfTheConfiguration() {
        var run = hubflow("sync", "--to", "crm.duckdb", "--associations", "contacts:companies,deals");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--associations", "\"deals\", which is no pair of object types");
    }

    private JsonNode sync() {
        var run = hubflow(
                "sync",
                "--to",
                "crm.duckdb",
                "--objects",
                "contacts,companies,deals",
                "--include",
                "email,hs_object_id",
                "--associations",
                "all",
                "--history",
                "deals.dealstage",
                "--output",
                "json");
        assertThat(run.code()).as(run.err()).isZero();
        return run.json();
    }

    private void requireTruth() {
        assertThat(rows("select from_id || '>' || to_id || ' ' || type_id as f from contacts_companies"))
                .containsExactlyInAnyOrderElementsOf(hubSpot.links("contacts", "companies").stream()
                        .map(link -> link.fromId() + ">" + link.toId() + " " + link.typeId())
                        .toList());
        assertThat(rows("select from_id || '>' || to_id || ' ' || type_id as f from companies_deals"))
                .containsExactlyInAnyOrderElementsOf(hubSpot.links("companies", "deals").stream()
                        .map(link -> link.fromId() + ">" + link.toId() + " " + link.typeId())
                        .toList());
        assertThat(
                        rows(
                                "select _id || ' ' || epoch_ms(valid_from) as f from deals_history where property = 'dealstage'"))
                .containsExactlyInAnyOrderElementsOf(hubSpot.history("deals", "dealstage").stream()
                        .map(version -> version.id() + " " + version.timestamp().toEpochMilli())
                        .toList());
        assertThat(rows("select cast(record_id as varchar) as f from hubspot_list_memberships"))
                .containsExactlyInAnyOrderElementsOf(hubSpot.memberships(list()).stream()
                        .map(member -> String.valueOf(member.recordId()))
                        .toList());
    }

    private static String list() {
        return hubSpot.reference().lists().getFirst().path("listId").asText();
    }

    private List<String> rows(String statement) {
        return hubflow("query", statement, "--to", "crm.duckdb", "--output", "json")
                .out()
                .lines()
                .filter(line -> line.contains("\"f\""))
                .map(line -> line.replaceAll(".*\"f\"\\s*:\\s*\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private CommandLineRun hubflow(String... arguments) {
        var environment = Map.of(
                "HUBSPOT_ACCESS_TOKEN",
                "secret-token-1",
                "HUBFLOW_HUBSPOT_BASE_URL",
                hubSpot.url().toString());
        return CommandLineRun.of(folder, environment, arguments);
    }
}
