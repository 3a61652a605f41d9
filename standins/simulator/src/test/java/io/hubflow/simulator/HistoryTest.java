package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.admin.HistoryTruth;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HistoryTest {
    private static final Instant NOW = Instant.parse("2026-02-01T10:00:00Z");

    private final Simulator simulator =
            Started.with(SimulatorOptions.defaults().withRecords("deals", 120).withVirtualClock(NOW));
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void listsAndBatchesAnswerTheTruthNewestFirst() throws Exception {
        updateInSteps();
        var truth = simulator.history("deals", "dealstage").stream()
                .collect(Collectors.groupingBy(HistoryTruth.Row::id, Collectors.toList()));
        var listed = new HashMap<Long, List<HistoryTruth.Row>>();
        String after = "";
        do {
            var page = caller.get("/crm/objects/2026-09/deals?limit=50&propertiesWithHistory=dealstage"
                    + (after.isEmpty() ? "" : "&after=" + after));
            page.json().path("results").forEach(record -> listed.put(id(record), history(record, "dealstage")));
            after = page.after();
        } while (!after.isEmpty());
        assertThat(listed).isEqualTo(truth).hasSize(120);
        var ids = truth.keySet().stream().limit(50).toList();
        var batch = caller.post(
                "/crm/v3/objects/deals/batch/read",
                "{\"propertiesWithHistory\":[\"dealstage\"],\"inputs\":["
                        + ids.stream().map(id -> "{\"id\":\"" + id + "\"}").collect(Collectors.joining(",")) + "]}");
        batch.json()
                .path("results")
                .forEach(record -> assertThat(history(record, "dealstage")).isEqualTo(truth.get(id(record))));
    }

    @Test
    void theNewestVersionIsThePresentValueAndTimesAscend() {
        updateInSteps();
        var byRecord = simulator.history("deals", "*").stream()
                .collect(Collectors.groupingBy(row -> row.id() + " " + row.property()));
        assertThat(byRecord).hasSizeGreaterThan(5_000);
        byRecord.values().forEach(versions -> {
            var newest = versions.getLast();
            assertThat(simulator.record("deals", newest.id()).orElseThrow().properties())
                    .containsEntry(newest.property(), newest.value());
            assertThat(versions.stream().map(HistoryTruth.Row::timestamp))
                    .isSorted()
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void everyUpdateAddsAVersionWithItsSource() {
        long deal = simulator.records("deals").getFirst().id();
        int before = versions(deal, "amount").size();
        simulator.mutate(new Mutation.Update("deals", Target.id(deal), List.of(), Map.of("amount", "17")));
        simulator.advance(Duration.ofMinutes(1));
        simulator.mutate(new Mutation.Recalculate("deals", Target.id(deal), List.of(), Map.of("amount", "18")));
        var added = versions(deal, "amount");
        assertThat(added).hasSize(before + 2);
        assertThat(added.get(before).value()).isEqualTo("17");
        assertThat(added.get(before).timestamp()).isEqualTo(NOW);
        assertThat(added.get(before).sourceType()).isEqualTo("CRM_UI");
        assertThat(added.get(before).updatedByUserId()).hasValue(73_074_756);
        assertThat(added.get(before + 1).sourceType()).isEqualTo("CALCULATED");
        assertThat(added.get(before + 1).timestamp()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void aCreatedRecordStartsWithItsFirstValue() {
        long deal = simulator
                .mutate(new Mutation.Create("deals", 1, Map.of("amount", "5")))
                .ids()
                .getFirst();
        assertThat(versions(deal, "amount")).extracting(HistoryTruth.Row::value).containsExactly("5");
        assertThat(versions(deal, "dealstage"))
                .extracting(HistoryTruth.Row::timestamp)
                .containsExactly(NOW);
    }

    @Test
    void survivorsGoOnWithTheHistoryOfThePrimary() {
        var ids = simulator.records("deals").stream().map(row -> row.id()).toList();
        simulator.mutate(new Mutation.Update("deals", Target.id(ids.get(0)), List.of(), Map.of("amount", "17")));
        var primary = versions(ids.get(0), "amount");
        long survivor = simulator
                .mutate(new Mutation.Merge(
                        "deals", new Target.Ids(List.of(ids.get(0), ids.get(1))), Optional.of(MergeMode.NEW_ID)))
                .ids()
                .getFirst();
        assertThat(versions(survivor, "amount"))
                .extracting(HistoryTruth.Row::value)
                .containsExactlyElementsOf(
                        primary.stream().map(HistoryTruth.Row::value).toList());
        assertThat(versions(survivor, "hs_merged_object_ids"))
                .extracting(HistoryTruth.Row::sourceType)
                .containsExactly("MERGE_OBJECTS");
    }

    @Test
    void answersNoMoreVersionsThanItsDepthButKnowsAll() throws Exception {
        var options = SimulatorOptions.defaults()
                .withRecords("deals", 1)
                .withFacts(FactOptions.defaults().withHistoryDepth(2));
        try (var shallow = Started.with(options)) {
            long deal = shallow.records("deals").getFirst().id();
            for (int i = 0; i < 4; i++) {
                shallow.mutate(new Mutation.Update("deals", Target.id(deal), List.of(), Map.of("amount", "" + i)));
            }
            var answer = new Caller(shallow).get("/crm/v3/objects/deals/" + deal + "?propertiesWithHistory=amount");
            assertThat(answer.json().at("/propertiesWithHistory/amount").findValuesAsText("value"))
                    .containsExactly("3", "2");
            var all = shallow.history("deals", "amount");
            assertThat(all).hasSizeGreaterThanOrEqualTo(4);
            assertThat(all.stream().filter(HistoryTruth.Row::answered)).hasSize(2);
        }
    }

    @Test
    void pagesWithHistoryHoldFiftyRecordsAtMost() throws Exception {
        assertThat(caller.get("/crm/v3/objects/deals?limit=51&propertiesWithHistory=no_such_property")
                        .status())
                .isEqualTo(400);
        String inputs = simulator.records("deals").stream()
                .limit(51)
                .map(row -> "{\"id\":\"" + row.id() + "\"}")
                .collect(Collectors.joining(","));
        var refused = caller.post(
                "/crm/objects/2026-09/deals/batch/read",
                "{\"propertiesWithHistory\":[\"amount\"],\"inputs\":[" + inputs + "]}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("category").asText()).isEqualTo("VALIDATION_ERROR");
        assertThat(refused.json().path("message").asText())
                .isEqualTo("The maximum number of inputs supported in a batch request for property histories is 50");
    }

    @Test
    void theAdminApiStreamsIt() throws Exception {
        var admin = new Caller(simulator, "");
        var lines = admin.get("/_admin/history/deals/dealstage").http().body().split("\n");
        assertThat(lines).hasSameSizeAs(simulator.history("deals", "dealstage"));
        assertThat(lines[0])
                .matches("\\{\"id\":\"\\d+\",\"property\":\"dealstage\",\"value\":\"\\w+\",\"timestamp\":\".*\","
                        + "\"source_type\":\"\\w+\",\"source_id\":\".*\"answered\":true}");
        assertThat(admin.get("/_admin/history/deals/no_such_property").status()).isEqualTo(400);
    }

    private void updateInSteps() {
        for (int i = 0; i < 5; i++) {
            simulator.advance(Duration.ofMinutes(1));
            simulator.mutate(new Mutation.Update("deals", Target.random(30), List.of("dealstage", "amount"), Map.of()));
        }
    }

    private List<HistoryTruth.Row> versions(long deal, String property) {
        return simulator.history("deals", property).stream()
                .filter(row -> row.id() == deal)
                .toList();
    }

    private static long id(JsonNode record) {
        return record.path("id").asLong();
    }

    /** The history of an answer in the order and the shape of the truth. */
    private static List<HistoryTruth.Row> history(JsonNode record, String property) {
        var rows = new ArrayList<HistoryTruth.Row>();
        for (JsonNode version : record.path("propertiesWithHistory").path(property)) {
            rows.add(new HistoryTruth.Row(
                    id(record),
                    property,
                    version.path("value").asText(),
                    Instant.parse(version.path("timestamp").asText()),
                    version.path("sourceType").asText(),
                    version.path("sourceId").asText(),
                    version.has("updatedByUserId")
                            ? java.util.OptionalLong.of(
                                    version.path("updatedByUserId").asLong())
                            : java.util.OptionalLong.empty(),
                    true));
        }
        Collections.reverse(rows);
        return rows;
    }
}
