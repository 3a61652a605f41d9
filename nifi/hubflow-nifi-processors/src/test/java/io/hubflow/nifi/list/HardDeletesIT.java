package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.put.DuckDbWarehouse;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With Deletes = hard, a flow's table holds the rows and links of the records that are alive, and no others. */
@Tag("thorough")
class HardDeletesIT {
    @TempDir
    Path folder;

    private SourceFlow flow;
    private DuckDbWarehouse warehouse;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("deals", 300L, "contacts", 200L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "contacts,deals");
        warehouse = flow.loadIntoFileOf(folder);
        flow.list().setProperty("Include Properties", "hs_object_id");
        flow.list().setProperty("Settle Lag", "5 min");
        flow.list().setProperty("Associations", "all");
        flow.list().setProperty("Deletes", "hard");
        flow.put().setProperty("Deletes", "hard");
        SourceFlow.adoptPortalClock(flow.fetch());
        flow.load(flow.plan());
        flow.loadAfter(Duration.ofMinutes(10));
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void rowsAndLinksOfDepartedRecordsAreRemovedAndRestoredOnesComeBack() {
        requireTruth();
        var archived = flow.simulator()
                .mutate(new Mutation.Archive("deals", Target.random(6, 1)))
                .ids();
        flow.simulator().mutate(new Mutation.GdprDelete("contacts", Target.random(5, 2)));
        flow.simulator().mutate(new Mutation.Merge("deals", Target.random(4, 3), Optional.empty()));
        flow.loadAfter(Duration.ofMinutes(20));
        flow.loadAfter(Duration.ofMinutes(20));
        requireTruth();

        flow.simulator().mutate(new Mutation.Restore("deals", Target.id(archived.getFirst())));
        flow.loadAfter(Duration.ofMinutes(20));
        flow.loadAfter(Duration.ofMinutes(20));
        requireTruth();
    }

    @Test
    void archivedRecordsThatTheTableNeverHeldAreNotAdded() throws InitializationException {
        flow.simulator().mutate(new Mutation.Archive("deals", Target.random(6, 1)));
        flow.loadAfter(Duration.ofMinutes(20));

        flow.load(archived("contacts,deals"));

        requireTruth();
    }

    @Test
    void historiesOfArchivedRecordsStay() throws InitializationException {
        flow.list().setProperty("Property History", "deals.dealstage");
        flow.loadAfter(Duration.ofMinutes(10));
        var before = warehouse.values("SELECT _id || property || valid_from FROM deals_history");
        flow.simulator().mutate(new Mutation.Archive("deals", Target.random(6, 1)));

        flow.load(archived("contacts,deals"));

        requireTruth();
        assertThat(warehouse.values("SELECT _id || property || valid_from FROM deals_history"))
                .isNotEmpty()
                .isEqualTo(before);
    }

    private List<MockFlowFile> archived(String objectTypes) throws InitializationException {
        var bin = flow.archived(warehouse, objectTypes);
        bin.setProperty("Deletes", "hard");
        bin.run();
        return bin.getFlowFilesForRelationship(SourceFlow.SUCCESS);
    }

    private void requireTruth() {
        for (var type : Set.of("contacts", "deals")) {
            assertThat(warehouse.values("SELECT _id FROM " + type))
                    .as(type)
                    .isEqualTo(sorted(flow.truth(type).stream().map(String::valueOf)));
        }
        assertThat(warehouse.values("SELECT from_id || '-' || to_id FROM contacts_deals"))
                .as("contacts_deals")
                .isNotEmpty()
                .isEqualTo(sorted(flow.simulator().links("contacts", "deals").stream()
                        .map(link -> link.fromId() + "-" + link.toId())));
    }

    private static TreeSet<String> sorted(Stream<String> values) {
        return values.collect(Collectors.toCollection(TreeSet::new));
    }
}
