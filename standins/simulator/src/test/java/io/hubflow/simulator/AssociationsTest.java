package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.admin.LinkTruth;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AssociationsTest {
    private final Simulator simulator = Started.with(SimulatorOptions.defaults()
            .withRecords(Map.of("contacts", 300L, "companies", 40L, "deals", 60L, "leads", 50L, "products", 5L))
            .withAssociationPage(3)
            .withShortPages(0.3)
            .withVirtualClock(Instant.parse("2026-02-01T10:00:00Z")));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/crm/v4/associations/companies/contacts/batch/read",
                "/crm/associations/2025-09/companies/contacts/batch/read",
                "/crm/associations/2026-03/company/0-1/batch/read",
                "/crm/associations/2026-09/0-2/contact/batch/read"
            })
    void answersPageByPageWhatTheAdminApiCallsTheTruth(String path) throws Exception {
        long company = mostLinked("companies", "contacts");
        var truth = simulator.links("companies", "contacts").stream()
                .filter(row -> row.fromId() == company)
                .collect(Collectors.toSet());
        assertThat(truth).hasSizeGreaterThan(6);
        assertThat(Set.copyOf(readAll(path, company))).isEqualTo(truth);
    }

    @Test
    void bothDirectionsAgree() {
        var there = simulator.links("contacts", "companies").stream()
                .filter(row -> row.label().isEmpty())
                .map(row -> row.fromId() + " " + row.toId())
                .collect(Collectors.toSet());
        var back = simulator.links("companies", "contacts").stream()
                .filter(row -> row.label().isEmpty())
                .map(row -> row.toId() + " " + row.fromId())
                .collect(Collectors.toSet());
        assertThat(there).isEqualTo(back).isNotEmpty();
    }

    @Test
    void leadsShowTheirDealsAndDealsDoNotShowTheirLeads() throws Exception {
        assertThat(simulator.links("leads", "deals")).isNotEmpty();
        assertThat(simulator.links("deals", "leads")).isEmpty();
        long deal = simulator.links("leads", "deals").getFirst().toId();
        var answer = caller.post("/crm/v4/associations/deals/leads/batch/read", inputs(deal, ""));
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.json().path("results")).isEmpty();
        assertThat(caller.get("/crm/v4/associations/deals/leads/labels").json().path("results"))
                .isEmpty();
    }

    @Test
    void aOneWayLinkSurvivesTheMergeOfItsFarEnd() {
        var link = simulator.links("leads", "deals").getFirst();
        long other = simulator.records("deals").stream()
                .map(row -> row.id())
                .filter(id -> id != link.toId())
                .findFirst()
                .orElseThrow();
        var merged = simulator.mutate(new Mutation.Merge(
                "deals", new Target.Ids(List.of(other, link.toId())), Optional.of(MergeMode.NEW_ID)));
        assertThat(simulator.links("leads", "deals"))
                .anyMatch(row -> row.fromId() == link.fromId()
                        && row.toId() == merged.ids().getFirst());
    }

    @Test
    void refusesPairsThatHaveNoAssociationTypes() throws Exception {
        var batch = caller.post("/crm/v4/associations/contacts/products/batch/read", inputs(1, ""));
        assertThat(batch.status()).isEqualTo(400);
        assertThat(batch.json().path("category").asText()).isEqualTo("VALIDATION_ERROR");
        assertThat(caller.get("/crm/associations/2026-09/products/contacts/labels")
                        .status())
                .isEqualTo(400);
        assertThatThrownBy(() -> simulator.mutate(new Mutation.Associate("contacts", 1, "products", 2)))
                .hasMessageContaining("cannot be associated");
    }

    @Test
    void needsTheScopesOfBothEnds() throws Exception {
        simulator.grant(new TokenGrant("half", "1001", Set.of("crm.objects.contacts.read")));
        var answer =
                new Caller(simulator, "half").post("/crm/v4/associations/contacts/companies/batch/read", inputs(1, ""));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json()
                        .at("/errors/0/context/requiredGranularScopes/0")
                        .asText())
                .isEqualTo("crm.objects.companies.read");
    }

    @Test
    void linksOfArchivedRecordsComeBackWithThem() {
        var before = Set.copyOf(simulator.links("contacts", "companies"));
        long company = mostLinked("companies", "contacts");
        simulator.mutate(new Mutation.Archive("companies", Target.id(company)));
        assertThat(simulator.links("contacts", "companies"))
                .hasSizeLessThan(before.size())
                .noneMatch(row -> row.toId() == company);
        assertThat(simulator.links("companies", "contacts")).noneMatch(row -> row.fromId() == company);
        simulator.mutate(new Mutation.Restore("companies", Target.id(company)));
        assertThat(Set.copyOf(simulator.links("contacts", "companies"))).isEqualTo(before);
    }

    @Test
    void labelsAreMadeGivenRenamedTakenAndDeleted() throws Exception {
        long contact = simulator.records("contacts").getFirst().id();
        long company = simulator.records("companies").getLast().id();
        mutate("{'op':'create_label','from':'contacts','to':'companies','label':'Advisor','inverse_label':'Advised'}");
        mutate("{'op':'associate','from':'contacts','from_id':'%d','to':'companies','to_id':'%d','label':'Advisor'}"
                .formatted(contact, company));
        assertThat(labels("contacts", "companies", contact, company)).contains("", "Advisor");
        assertThat(labels("companies", "contacts", company, contact)).contains("", "Advised");
        mutate("{'op':'rename_label','from':'contacts','to':'companies','label':'Advisor','new_label':'Counsel'}");
        assertThat(labels("contacts", "companies", contact, company))
                .contains("Counsel")
                .doesNotContain("Advisor");
        assertThat(caller.get("/crm/v4/associations/contacts/companies/labels")
                        .json()
                        .findValuesAsText("label"))
                .contains("Primary", "Counsel", "Billing contact");
        assertThat(caller.get("/crm/associations/2026-09/companies/contacts/labels")
                        .json()
                        .findValuesAsText("label"))
                .contains("Advised", "Bills to");
        mutate("{'op':'dissociate','from':'companies','from_id':'%d','to':'contacts','to_id':'%d','label':'Advised'}"
                .formatted(company, contact));
        assertThat(labels("contacts", "companies", contact, company))
                .contains("")
                .doesNotContain("Counsel");
        mutate("{'op':'associate','from':'contacts','from_id':'%d','to':'companies','to_id':'%d','label':'Counsel'}"
                .formatted(contact, company));
        mutate("{'op':'delete_label','from':'contacts','to':'companies','label':'Counsel'}");
        assertThat(labels("companies", "contacts", company, contact))
                .contains("")
                .doesNotContain("Advised");
    }

    @Test
    void aRecordHasOnePrimaryLinkAtMost() {
        long contact = simulator.records("contacts").getFirst().id();
        var companies = simulator.records("companies").stream()
                .map(row -> row.id())
                .limit(4)
                .toList();
        simulator.mutate(new Mutation.Associate("contacts", contact, "companies", new Target.Ids(companies), ""));
        assertThat(primaries(contact)).hasSize(1);
        simulator.mutate(
                new Mutation.Associate("contacts", contact, "companies", Target.id(companies.get(3)), "Primary"));
        assertThat(primaries(contact)).containsExactly(companies.get(3));
    }

    @Test
    @Tag("thorough")
    void aRecordWithThirtyThousandLinksIsReadPageByPage() throws Exception {
        try (var large = Started.with(
                SimulatorOptions.defaults().withRecords("contacts", 30_000).withRecords("companies", 3_000))) {
            long company = large.records("companies").getFirst().id();
            large.mutate(new Mutation.Associate("companies", company, "contacts", Target.random(30_000), ""));
            var read = new HashSet<LinkTruth.Row>();
            var links = new Reader(new Caller(large), "/crm/associations/2026-09/companies/contacts/batch/read");
            read.addAll(links.all(company));
            assertThat(read.stream().map(LinkTruth.Row::toId).distinct()).hasSize(30_000);
            assertThat(links.calls).isEqualTo(60);
        }
    }

    @Test
    void faultsOmitInputsAndFailExistingOnes() throws Exception {
        long company = mostLinked("companies", "contacts");
        String path = "/crm/v4/associations/companies/contacts/batch/read";
        simulator.addFault(FaultRule.always(new Fault.PartialBatch()).on("associations"));
        var partial = caller.post(path, inputs(company, ""));
        assertThat(partial.status()).isEqualTo(207);
        assertThat(partial.json().at("/errors/0/context/fromObjectId/0").asLong())
                .isEqualTo(company);
        assertThat(partial.json().at("/errors/0/category").asText()).isEqualTo("INTERNAL_ERROR");
        simulator.clearFaults();
        simulator.addFault(
                FaultRule.always(new Fault.OmitRows(Set.of(String.valueOf(company)), 0, Fault.OmitRows.Report.SILENT))
                        .on("associations"));
        var omitted = caller.post(path, inputs(company, ""));
        assertThat(omitted.status()).isEqualTo(200);
        assertThat(omitted.json().path("results")).isEmpty();
        assertThat(omitted.json().has("errors")).isFalse();
    }

    @Test
    void theAdminApiStreamsLinksAndTombstones() throws Exception {
        var admin = new Caller(simulator, "");
        var lines = admin.get("/_admin/links/deal/0-2").http().body().split("\n");
        assertThat(lines).hasSameSizeAs(simulator.links("deals", "companies"));
        assertThat(lines[0])
                .matches(
                        "\\{\"from_id\":\"\\d+\",\"to_id\":\"\\d+\",\"type_id\":\\d+,\"category\":\"\\w+\",\"label\":.*}");
        assertThat(admin.get("/_admin/links/contacts/products").status()).isEqualTo(400);
        var ids = simulator.records("deals").stream().map(row -> row.id()).toList();
        simulator.mutate(new Mutation.Archive("deals", Target.id(ids.get(0))));
        simulator.mutate(new Mutation.GdprDelete("deals", Target.id(ids.get(1))));
        var first = simulator.mutate(new Mutation.Merge(
                "deals", new Target.Ids(List.of(ids.get(2), ids.get(3))), Optional.of(MergeMode.NEW_ID)));
        var last = simulator.mutate(new Mutation.Merge(
                "deals",
                new Target.Ids(List.of(ids.get(4), first.ids().getFirst())),
                Optional.of(MergeMode.PRESERVE_PRIMARY_ID)));
        assertThat(last.ids()).containsExactly(ids.get(4));
        String now = "\"2026-02-01T10:00:00.000Z\"";
        assertThat(admin.get("/_admin/tombstones/deals").http().body().split("\n"))
                .containsExactlyInAnyOrder(
                        "{\"id\":\"" + ids.get(0) + "\",\"archived_at\":" + now + "}",
                        "{\"id\":\"" + ids.get(1) + "\",\"deleted_at\":" + now + "}",
                        "{\"id\":\"" + ids.get(2) + "\",\"merged_into\":\"" + ids.get(4) + "\"}",
                        "{\"id\":\"" + ids.get(3) + "\",\"merged_into\":\"" + ids.get(4) + "\"}",
                        "{\"id\":\"" + first.ids().getFirst() + "\",\"merged_into\":\"" + ids.get(4) + "\"}");
    }

    private long mostLinked(String from, String to) {
        return simulator.links(from, to).stream()
                .collect(Collectors.groupingBy(LinkTruth.Row::fromId, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private List<String> labels(String from, String to, long fromId, long toId) {
        return simulator.links(from, to).stream()
                .filter(row -> row.fromId() == fromId && row.toId() == toId)
                .map(row -> row.label().orElse(""))
                .toList();
    }

    private List<Long> primaries(long contact) {
        return simulator.links("contacts", "companies").stream()
                .filter(row -> row.fromId() == contact && row.label().equals(Optional.of("Primary")))
                .map(LinkTruth.Row::toId)
                .toList();
    }

    private void mutate(String operation) throws Exception {
        var answer = new Caller(simulator, "").post("/_admin/mutate", operation.replace('\'', '"'));
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
    }

    private List<LinkTruth.Row> readAll(String path, long fromId) throws Exception {
        return new Reader(caller, path).all(fromId);
    }

    private static String inputs(long id, String after) {
        String cursor = after.isEmpty() ? "" : ",\"after\":\"" + after + "\"";
        return "{\"inputs\":[{\"id\":\"" + id + "\"" + cursor + "}]}";
    }

    /** Reads all pages of one record's links. */
    private static final class Reader {
        private final Caller caller;
        private final String path;
        private int calls;

        Reader(Caller caller, String path) {
            this.caller = caller;
            this.path = path;
        }

        List<LinkTruth.Row> all(long fromId) throws Exception {
            var rows = new ArrayList<LinkTruth.Row>();
            String after = "";
            do {
                calls++;
                JsonNode result =
                        caller.post(path, inputs(fromId, after)).json().at("/results/0");
                for (JsonNode link : result.path("to")) {
                    for (JsonNode type : link.path("associationTypes")) {
                        rows.add(new LinkTruth.Row(
                                fromId,
                                link.path("toObjectId").asLong(),
                                type.path("typeId").asInt(),
                                type.path("category").asText(),
                                Optional.ofNullable(type.path("label").textValue())));
                    }
                }
                after = result.at("/paging/next/after").asText("");
            } while (!after.isEmpty());
            return rows;
        }
    }
}
