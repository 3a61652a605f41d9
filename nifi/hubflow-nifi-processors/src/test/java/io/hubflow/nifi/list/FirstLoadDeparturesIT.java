package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.SourceFlow;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record may leave while the first readings of its links are still in the queue of a flow. */
class FirstLoadDeparturesIT {
    @TempDir
    Path folder;

    @Test
    void linksThatLandAfterTheDepartureOfTheirRecordAreNotInTheTable() throws IOException, InitializationException {
        try (var flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("companies", 40L, "contacts", 150L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "contacts,companies")) {
            var warehouse = flow.loadIntoFileOf(folder);
            flow.list().setProperty("Include Properties", "hs_object_id");
            flow.list().setProperty("Associations", "contacts:companies");
            flow.read(flow.plan());
            var left =
                    flow.simulator().links("contacts", "companies").getFirst().toId();
            flow.simulator().mutate(new Mutation.Archive("companies", Target.id(left)));
            flow.simulator().advance(Duration.ofMinutes(1));
            var bin = flow.archived(warehouse, "contacts,companies");
            bin.run();
            flow.read(bin.getFlowFilesForRelationship(SourceFlow.SUCCESS));
            flow.landInReverse();

            assertThat(warehouse.values("SELECT from_id || '-' || to_id FROM contacts_companies"))
                    .isNotEmpty()
                    .isEqualTo(flow.simulator().links("contacts", "companies").stream()
                            .map(link -> link.fromId() + "-" + link.toId())
                            .collect(Collectors.toSet()));
        }
    }
}
