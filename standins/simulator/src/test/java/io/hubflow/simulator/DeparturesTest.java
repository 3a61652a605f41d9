package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.simulator.admin.TombstoneTruth;
import io.hubflow.simulator.api.ApiSettings.ArchivedOrder;
import io.hubflow.simulator.mutation.ChangeSettings.MergedIds;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that are archived, merged or purged, and what the API says about them afterwards. */
final class DeparturesTest {
    private static final Instant NOW = Instant.parse("2026-02-01T10:00:00Z");

    private final Simulator simulator = start(FactOptions.defaults());
    private final Caller caller = new Caller(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void theRecycleBinForgetsAfterNinetyDays() throws Exception {
        var ids = ids(simulator);
        simulator.mutate(new Mutation.Archive("contacts", Target.id(ids.get(0))));
        simulator.advance(Duration.ofDays(60));
        simulator.mutate(new Mutation.Archive("contacts", Target.id(ids.get(1))));
        simulator.advance(Duration.ofDays(30));
        assertThat(caller.get("/crm/v3/objects/contacts?archived=true").ids())
                .containsExactly(String.valueOf(ids.get(1)));
        assertThat(tombstone(ids.get(0)).deletedAt()).contains(NOW.plus(Duration.ofDays(90)));
        assertThat(tombstone(ids.get(1)).archivedAt()).contains(NOW.plus(Duration.ofDays(60)));
        assertThat(caller.get("/crm/v3/objects/contacts/" + ids.get(0) + "?archived=true")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aRestoredRecordIsLiveAgainAndNoTombstone() {
        var ids = ids(simulator);
        simulator.mutate(new Mutation.Archive("contacts", Target.id(ids.getFirst())));
        simulator.advance(Duration.ofDays(89));
        simulator.mutate(new Mutation.Restore("contacts", Target.id(ids.getFirst())));
        simulator.advance(Duration.ofDays(30));
        assertThat(simulator.tombstones("contacts")).isEmpty();
        assertThat(ids(simulator)).isEqualTo(ids);
    }

    @Test
    void anArchivedRecordCanBeMergedAndThenIsNotArchived() throws Exception {
        var ids = ids(simulator);
        simulator.mutate(new Mutation.Archive("contacts", Target.id(ids.get(1))));
        simulator.mutate(new Mutation.Merge(
                "contacts",
                new Target.Ids(List.of(ids.get(0), ids.get(1))),
                Optional.of(MergeMode.PRESERVE_PRIMARY_ID)));
        assertThat(caller.get("/crm/v3/objects/contacts?archived=true").ids()).isEmpty();
        assertThat(tombstone(ids.get(1)).mergedInto()).hasValue(ids.get(0));
        assertThat(tombstone(ids.get(1)).archivedAt()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(MergeMode.class)
    void chainsOfMergesLeadToTheLastSurvivor(MergeMode mode) throws Exception {
        var ids = ids(simulator);
        long first = merge(simulator, mode, ids.get(1), ids.get(0));
        long second = merge(simulator, mode, ids.get(2), first);
        long last = merge(simulator, mode, ids.get(3), second);
        for (long absorbed : List.of(ids.get(0), ids.get(1), ids.get(2), first, second)) {
            assertThat(tombstone(absorbed).mergedInto()).hasValue(last);
            assertThat(caller.get("/crm/v3/objects/contacts/" + absorbed)
                            .json()
                            .path("id")
                            .asLong())
                    .isEqualTo(last);
        }
        String merged = Objects.requireNonNull(
                simulator.record("contacts", last).orElseThrow().properties().get("hs_merged_object_ids"));
        assertThat(merged.split(";")).contains("" + ids.get(0), "" + ids.get(1), "" + ids.get(2));
        String vids =
                simulator.record("contacts", last).orElseThrow().properties().get("hs_calculated_merged_vids");
        assertThat(vids).matches("(\\d+:\\d+;)+\\d+:\\d+").contains(ids.get(0) + ":" + NOW.toEpochMilli());
    }

    @Test
    void survivorsOfChainsCanNameOnlyWhatTheirOwnMergeAbsorbed() {
        try (var direct = start(FactOptions.defaults().withMergedIds(MergedIds.DIRECT))) {
            var ids = ids(direct);
            long first = merge(direct, MergeMode.NEW_ID, ids.get(0), ids.get(1));
            long last = merge(direct, MergeMode.NEW_ID, first, ids.get(2));
            assertThat(direct.record("contacts", last).orElseThrow().properties())
                    .containsEntry("hs_merged_object_ids", first + ";" + ids.get(2));
            long kept = merge(direct, MergeMode.PRESERVE_PRIMARY_ID, last, ids.get(3));
            assertThat(direct.record("contacts", kept).orElseThrow().properties())
                    .containsEntry("hs_merged_object_ids", first + ";" + ids.get(2) + ";" + ids.get(3));
        }
    }

    @Test
    void archivedListsCanFollowTheTimeOfArchiving() throws Exception {
        try (var byTime = start(FactOptions.defaults().withArchivedOrder(ArchivedOrder.TIME))) {
            var ids = new ArrayList<>(ids(byTime)).reversed().subList(0, 7);
            for (long id : ids) {
                byTime.mutate(new Mutation.Archive("contacts", Target.id(id)));
                byTime.advance(Duration.ofSeconds(1));
            }
            var listed = new ArrayList<String>();
            String after = "";
            do {
                var page = new Caller(byTime)
                        .get("/crm/v3/objects/contacts?archived=true&limit=3"
                                + (after.isEmpty() ? "" : "&after=" + after));
                listed.addAll(page.ids());
                after = page.after();
                assertThat(after).doesNotMatch("\\d+");
            } while (!after.isEmpty());
            assertThat(listed)
                    .containsExactlyElementsOf(ids.stream().map(String::valueOf).toList());
        }
    }

    private static Simulator start(FactOptions facts) {
        return Started.with(SimulatorOptions.defaults()
                .withRecords("contacts", 20)
                .withFacts(facts)
                .withVirtualClock(NOW));
    }

    private static long merge(Simulator simulator, MergeMode mode, long primary, long other) {
        return simulator
                .mutate(new Mutation.Merge("contacts", new Target.Ids(List.of(primary, other)), Optional.of(mode)))
                .ids()
                .getFirst();
    }

    private TombstoneTruth.Row tombstone(long id) {
        return simulator.tombstones("contacts").stream()
                .filter(row -> row.id() == id)
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> ids(Simulator simulator) {
        return simulator.records("contacts").stream().map(row -> row.id()).toList();
    }
}
