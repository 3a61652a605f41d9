package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SearchTest {
    private static final Instant NOW = Instant.parse("2026-02-01T10:00:00Z");

    private final Simulator simulator = Started.with(SimulatorOptions.defaults()
            .withRecords("contacts", 3_000)
            .withRecords("deals", 50)
            .withVirtualClock(NOW)
            .withIndexDelay(IndexDelay.fixed(Duration.ofSeconds(5))));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void neverAnswersHighlySensitiveValues() throws Exception {
        try (var simulator = Started.with(SimulatorOptions.defaults().withRecords("contacts", 200))) {
            var caller = new Caller(simulator);
            String body = "{\"properties\":[\"health_condition\",\"national_id_number\"],\"limit\":200}";
            var found = caller.post("/crm/v3/objects/contacts/search", body).json();
            assertThat(found.findValues("health_condition")).isEmpty();
            assertThat(found.findValues("national_id_number")).hasSize(200);
            assertThat(caller.get("/crm/v3/objects/contacts?limit=100&properties=health_condition")
                            .json()
                            .findValues("health_condition"))
                    .hasSize(100);
        }
    }

    @Test
    void readsEverythingByKeysetOnTheId() throws Exception {
        var ids = new ArrayList<Long>();
        String last = "0";
        while (true) {
            var page = search(
                    "contacts",
                    "{'limit':200,'sorts':['hs_object_id'],'filterGroups':[{'filters':["
                            + "{'propertyName':'hs_object_id','operator':'GT','value':'" + last + "'}]}]}");
            assertThat(page.json().path("total").asInt()).isEqualTo(3_000 - ids.size());
            if (page.ids().isEmpty()) {
                break;
            }
            page.ids().forEach(id -> ids.add(Long.valueOf(id)));
            last = String.valueOf(ids.getLast());
        }
        assertThat(ids).isEqualTo(truthIds("contacts"));
    }

    @Test
    void countsWithoutFiltersAndPagesDownward() throws Exception {
        var page =
                search("contacts", "{'limit':200,'sorts':[{'propertyName':'hs_object_id','direction':'DESCENDING'}]}");
        assertThat(page.json().path("total").asInt()).isEqualTo(3_000);
        var truth = truthIds("contacts");
        assertThat(page.ids()).hasSize(200).startsWith(String.valueOf(truth.getLast()));
    }

    @Test
    void answersWindowsOfTheModifiedTimeExactly() throws Exception {
        var from = Instant.parse("2023-01-01T00:00:00Z");
        var to = Instant.parse("2023-06-30T00:00:00Z");
        var expected = simulator.records("contacts").stream()
                .filter(row ->
                        !row.updatedAt().isBefore(from) && !row.updatedAt().isAfter(to))
                .map(row -> String.valueOf(row.id()))
                .toList();
        var page = search("contacts", window("lastmodifieddate", from, to, "'sorts':['hs_object_id']"));
        assertThat(expected).hasSizeGreaterThan(50);
        assertThat(page.json().path("total").asInt()).isEqualTo(expected.size());
        assertThat(page.ids()).isEqualTo(expected.subList(0, Math.min(200, expected.size())));
    }

    @Test
    void contactsHaveNoHsLastmodifieddate() throws Exception {
        var page = search("contacts", window("hs_lastmodifieddate", Instant.EPOCH.plusSeconds(1), NOW, "'limit':1"));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.json().path("total").asInt()).isZero();
    }

    @Test
    void showsTheOldVersionUntilItsDelayHasPassed() throws Exception {
        long id = truthIds("deals").getFirst();
        Map<String, String> renamed = Map.of("dealname", "renamed deal");
        simulator.mutate(new Mutation.Update("deals", Target.id(id), List.of(), renamed));
        String byName = "{'filterGroups':[{'filters':["
                + "{'propertyName':'dealname','operator':'EQ','value':'RENAMED DEAL'}]}]}";
        assertThat(caller.get("/crm/v3/objects/deals/" + id)
                        .json()
                        .at("/properties/dealname")
                        .asText())
                .isEqualTo("renamed deal");
        assertThat(search("deals", byName).ids()).isEmpty();
        assertThat(simulator.waitingForIndex("deals")).isEqualTo(1);
        simulator.advance(Duration.ofSeconds(5));
        assertThat(search("deals", byName).ids()).containsExactly(String.valueOf(id));
        assertThat(simulator.waitingForIndex("deals")).isZero();
    }

    @Test
    void laterChangesCanBecomeVisibleBeforeEarlierOnes() throws Exception {
        simulator.changeIndexDelay(IndexDelay.between(Duration.ZERO, Duration.ofSeconds(60)));
        var created = new ArrayList<Long>();
        for (int i = 0; i < 40; i++) {
            created.addAll(simulator
                    .mutate(new Mutation.Create("contacts", 1, Map.of()))
                    .ids());
            simulator.advance(Duration.ofMillis(100));
        }
        simulator.advance(Duration.ofSeconds(20));
        var visible = search(
                        "contacts", window("lastmodifieddate", NOW, NOW.plusSeconds(100), "'sorts':['hs_object_id']"))
                .ids();
        assertThat(visible).hasSizeBetween(5, 35);
        var prefix =
                created.subList(0, visible.size()).stream().map(String::valueOf).toList();
        assertThat(visible).isNotEqualTo(prefix);
        simulator.advance(Duration.ofSeconds(60));
        assertThat(search("contacts", window("lastmodifieddate", NOW, NOW.plusSeconds(100), "'sorts':['hs_object_id']"))
                        .ids())
                .hasSize(40);
    }

    @Test
    void archivedRecordsLeaveSearchAndGiveWayInWindows() throws Exception {
        long id = truthIds("deals").get(3);
        simulator.mutate(new Mutation.Archive("deals", Target.id(id)));
        simulator.advance(Duration.ofSeconds(5));
        var page = search("deals", "{'limit':200,'sorts':['hs_object_id']}");
        assertThat(page.json().path("total").asInt()).isEqualTo(49);
        assertThat(page.ids()).hasSize(49).doesNotContain(String.valueOf(id));
        assertThat(search("deals", "{'limit':200}").ids()).hasSize(49);
    }

    @Test
    void tiesComeInAnotherOrderForEachPage() throws Exception {
        simulator.mutate(new Mutation.BulkImport("contacts", 600, Optional.of(NOW)));
        simulator.advance(Duration.ofSeconds(5));
        String query = window("lastmodifieddate", NOW, NOW, "'sorts':['lastmodifieddate']");
        assertThat(search("contacts", query).ids())
                .isNotEqualTo(search("contacts", query).ids());
        String byId = window("lastmodifieddate", NOW, NOW, "'sorts':['hs_object_id']");
        assertThat(search("contacts", byId).ids())
                .isEqualTo(search("contacts", byId).ids());
    }

    @Test
    void stopsAtTheWall() throws Exception {
        assertThat(search("contacts", "{'limit':200,'after':'9800'}").status()).isEqualTo(200);
        assertThat(search("contacts", "{'limit':200,'after':9801}").status()).isEqualTo(400);
        assertThat(search("contacts", "{'limit':201}").status()).isEqualTo(400);
    }

    @Test
    void refusesMoreThanTheDocumentedLimits() throws Exception {
        String filter = "{'propertyName':'email','operator':'HAS_PROPERTY'}";
        String group = "{'filters':[" + filter + "," + filter + "," + filter + "," + filter + "]}";
        assertThat(search(
                                "contacts",
                                "{'filterGroups':[" + String.join(",", List.of(group, group, group, group)) + "]}")
                        .status())
                .isEqualTo(200);
        assertThat(search(
                                "contacts",
                                "{'filterGroups':[" + String.join(",", List.of(group, group, group, group, group))
                                        + "]}")
                        .json()
                        .path("category")
                        .asText())
                .isEqualTo("VALIDATION_ERROR");
        assertThat(search("contacts", "{'sorts':['email','city']}").status()).isEqualTo(400);
        assertThat(search("contacts", "{'filters':[{'propertyName':'nosuch','operator':'EQ','value':'1'}]}")
                        .status())
                .isEqualTo(400);
        assertThat(search("contacts", "{'filters':[{'propertyName':'lastmodifieddate','operator':'GT','value':'0'}]}")
                        .status())
                .isEqualTo(500);
    }

    @Test
    void shortPagesStillLeadToEveryRow() throws Exception {
        try (var shortening = Started.with(
                SimulatorOptions.defaults().withRecords("contacts", 700).withShortPages(0.5))) {
            var shortCaller = new Caller(shortening);
            var ids = new ArrayList<String>();
            int shortPages = 0;
            String after = "0";
            while (!after.isEmpty()) {
                var page = shortCaller.post(
                        "/crm/v3/objects/contacts/search",
                        "{\"limit\":100,\"sorts\":[\"hs_object_id\"],\"after\":\"" + after + "\"}");
                ids.addAll(page.ids());
                after = page.after();
                shortPages += page.ids().size() < 100 ? 1 : 0;
            }
            assertThat(shortPages).isPositive();
            assertThat(ids).hasSize(700).doesNotHaveDuplicates();
        }
    }

    @Test
    void idsCanSortAsTexts() throws Exception {
        try (var sorting = Started.with(
                SimulatorOptions.defaults().withRecords("contacts", 900).withIdOrder(IdOrder.STRING))) {
            var page = new Caller(sorting)
                    .post(
                            "/crm/v3/objects/contacts/search",
                            "{\"limit\":200,\"sorts\":[\"hs_object_id\"],\"filters\":[{\"propertyName\":\"hs_object_id\","
                                    + "\"operator\":\"GT\",\"value\":\"500\"}]}");
            assertThat(page.ids()).hasSize(200).isSorted();
            assertThat(page.ids().stream().map(Long::valueOf).toList()).allMatch(id -> id > 500);
            assertThat(page.ids().stream().map(Long::valueOf).sorted().toList())
                    .isNotEqualTo(page.ids().stream().map(Long::valueOf).toList());
        }
    }

    @Test
    void comparesTextsWithoutCaseAndOptionsWithIt() throws Exception {
        String lower = "{'filters':[{'propertyName':'city','operator':'EQ','value':'LISBON'}]}";
        String upper = "{'filters':[{'propertyName':'city','operator':'IN','values':['LISBON']}]}";
        String stage = "{'filters':[{'propertyName':'lifecyclestage','operator':'EQ','value':'LEAD'}]}";
        assertThat(search("contacts", lower).json().path("total").asInt()).isPositive();
        assertThat(search("contacts", upper).json().path("total").asInt()).isZero();
        assertThat(search("contacts", stage).json().path("total").asInt()).isZero();
    }

    private List<Long> truthIds(String type) {
        return simulator.records(type).stream().map(row -> row.id()).toList();
    }

    private Caller.Answer search(String type, String body) throws Exception {
        return caller.post("/crm/objects/2026-09/" + type + "/search", body.replace('\'', '"'));
    }

    private static String window(String property, Instant from, Instant to, String more) {
        return "{" + (more.contains("limit") ? "" : "'limit':200,") + more
                + ",'filterGroups':[{'filters':[{'propertyName':'" + property
                + "','operator':'BETWEEN','value':'" + from.toEpochMilli() + "','highValue':'" + to.toEpochMilli()
                + "'}]}]}";
    }
}
