package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which sensitivity classes of properties a run asks HubSpot for, where nothing of the sensitive ones is loaded. */
final class SensitiveClassesIT {
    private static final String SENSITIVE = "national_id_number";

    @Test
    void aRunThatWantsNothingSensitiveAsksForOrdinaryPropertiesAlone() {
        try (var bench = contacts()) {
            bench.syncWell();
            var described = property(bench, SENSITIVE, "group_name");
            bench.hubSpot.resetStats();

            bench.syncWell();

            assertThat(bench.calls("properties")).isEqualTo(1);
            assertThat(described).isNotNull();
            assertThat(property(bench, SENSITIVE, "group_name")).isEqualTo(described);
            assertThat(property(bench, SENSITIVE, "in_hubspot")).isEqualTo(true);
        }
    }

    @Test
    void aNewOrdinaryPropertyIsLoadedWithoutAskingForTheOthers() {
        try (var bench = contacts()) {
            bench.syncWell();
            bench.hubSpot.mutate(create("shoe_size", "non_sensitive"));
            bench.hubSpot.resetStats();

            bench.syncWell();

            assertThat(bench.calls("properties")).isEqualTo(1);
            assertThat(bench.values("contacts", "shoe_size")).isPositive();
            assertThat(property(bench, "shoe_size", "selected")).isEqualTo(true);
            assertThat(property(bench, SENSITIVE, "in_hubspot")).isEqualTo(true);
        }
    }

    @Test
    void aPropertyThatIsMissingIsLookedForInEveryClassAndRemovedAfterTheSecondTime() {
        try (var bench = contacts()) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.ArchiveProperty("contacts", "city"));
            bench.hubSpot.resetStats();

            bench.syncWell();
            assertThat(bench.calls("properties")).isEqualTo(3);
            assertThat(property(bench, "city", "in_hubspot")).isEqualTo(true);

            bench.syncWell();
            assertThat(property(bench, "city", "in_hubspot")).isEqualTo(false);
            bench.hubSpot.resetStats();

            bench.syncWell();
            assertThat(bench.calls("properties")).isEqualTo(1);
            assertThat(property(bench, "city", "in_hubspot")).isEqualTo(false);
        }
    }

    @Test
    void aNewSensitivePropertyIsLoadedByTheNextRunWhereItsClassIsWanted() {
        try (var bench = contacts()) {
            bench.privacy = PrivacyRules.EVERYTHING;
            bench.syncWell();
            bench.hubSpot.mutate(create("blood_group", "sensitive"));

            bench.syncWell();

            assertThat(bench.values("contacts", "blood_group")).isPositive();
        }
    }

    @Test
    void aNewSensitivePropertyIsLoadedByTheNextRunThatNamesIt() {
        try (var bench = contacts()) {
            bench.selecting("email").syncWell();
            bench.hubSpot.mutate(create("blood_group", "sensitive"));

            bench.selecting("email", "blood_group").syncWell();

            assertThat(bench.values("contacts", "blood_group")).isPositive();
        }
    }

    @Test
    void sensitivePropertiesThatNobodyWantsAreListedOnceADay() {
        try (var bench = contacts()) {
            bench.syncWell();
            bench.hubSpot.mutate(create("blood_group", "sensitive"));
            bench.syncWell();
            assertThat(properties(bench)).doesNotContain("blood_group");
            listedEarlierBy(bench, Duration.ofHours(25));

            bench.syncWell();

            assertThat(properties(bench)).contains("blood_group");
            assertThat(property(bench, "blood_group", "selected")).isEqualTo(false);
        }
    }

    @Test
    void aClassThatHubSpotRefusedIsAskedForByEachRun() {
        try (var bench = contacts()) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.Refuse(403, Fault.Body.JSON, OptionalInt.empty()))
                    .on("properties")
                    .ofClasses("sensitive"));
            bench.sync();

            assertThat(bench.sync().objects().getFirst().warnings().toString())
                    .contains("sensitive properties of contacts");
            bench.hubSpot.clearFaults();
            bench.sync();

            assertThat(properties(bench)).contains(SENSITIVE);
        }
    }

    private static Bench contacts() {
        var bench = new Bench(Bench.portal("contacts", 40), "contacts").refreshing(RefreshPolicy.NEVER);
        bench.privacy = PrivacyRules.NONE;
        return bench;
    }

    private static Mutation create(String name, String sensitivity) {
        return new Mutation.CreateProperty("contacts", name, "string", "text", List.of(), sensitivity, false, true);
    }

    /** As if the run that asked for every class had been so long ago. */
    private static void listedEarlierBy(Bench bench, Duration by) {
        var json = new JsonMapper();
        var stream = ObjectPlan.catalogStream("contacts");
        var checkpoint = bench.table.loadCheckpoints().stream()
                .filter(one -> one.stream().equals(stream))
                .findFirst()
                .orElseThrow();
        try {
            var state = (ObjectNode) json.readTree(checkpoint.state());
            var listed = state.path("sensitive_listed_millis").asLong();
            assertThat(listed).isPositive();
            state.put("sensitive_listed_millis", listed - by.toMillis());
            bench.table.commit(
                    Commit.ofCheckpoints(List.of(new Checkpoint(stream, checkpoint.sequence() + 1, state.toString()))));
        } catch (JsonProcessingException e) {
            throw new AssertionError(checkpoint.state(), e);
        }
    }

    private static List<Object> properties(Bench bench) {
        return rows(bench).stream()
                .map(row -> Objects.requireNonNull(row.get("name")))
                .toList();
    }

    private static @Nullable Object property(Bench bench, String name, String column) {
        return rows(bench).stream()
                .filter(row -> name.equals(row.get("name")))
                .findFirst()
                .orElseThrow()
                .get(column);
    }

    private static List<Map<String, @Nullable Object>> rows(Bench bench) {
        var table = Objects.requireNonNull(
                bench.table.reference("hubspot_properties").get("contacts"));
        var rows = new ArrayList<Map<String, @Nullable Object>>();
        for (var values : table.rows()) {
            var row = new HashMap<String, @Nullable Object>();
            for (var i = 0; i < values.size(); i++) {
                row.put(table.columns().get(i).name(), values.get(i));
            }
            rows.add(row);
        }
        return rows;
    }
}
