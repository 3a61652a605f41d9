package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.SourceFlow;
import io.hubflow.nifi.put.DuckDbWarehouse;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.LinkTruth;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flow with a filter leaves the links between live rows in its tables, and no others. */
@Tag("thorough")
class FilteredLinksIT {
    @TempDir
    Path folder;

    private SourceFlow flow;
    private DuckDbWarehouse warehouse;

    @BeforeEach
    void start() throws IOException, InitializationException {
        flow = SourceFlow.start(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("contacts", 150L, "deals", 60L))
                        .withVirtualClock(Instant.parse("2026-06-01T08:00:00Z")),
                "contacts,deals");
        warehouse = flow.loadIntoFileOf(folder);
        flow.list().setProperty("Settle Lag", "1 min");
        flow.list().setProperty("Include Properties", "hs_object_id");
        flow.list().setProperty("Refresh Policy", "NEVER");
        flow.list().setProperty("Associations", "contacts:deals");
        flow.list().setProperty("Record Filters", "deals: amount GTE 50000");
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void linksOfRecordsOutsideTheFilterGoAndComeBackOnceItIsTakenAway() {
        pass();
        requireLinks();
        assertThat(stored()).isNotEqualTo(all());

        var inside = flow.simulator().links("contacts", "deals").stream()
                .filter(link -> warehouse.liveIds("deals").contains(link.toId()))
                .findFirst()
                .orElseThrow();
        setAmount(inside, "1");
        flow.simulator()
                .mutate(new Mutation.Update("contacts", Target.id(inside.fromId()), List.of("firstname"), Map.of()));
        pass();
        assertThat(warehouse.liveIds("deals")).doesNotContain(inside.toId());
        requireLinks();

        flow.list().removeProperty("Record Filters");
        pass();
        assertThat(stored()).isEqualTo(all());
    }

    private void setAmount(LinkTruth.Row link, String amount) {
        flow.simulator()
                .mutate(new Mutation.Update("deals", Target.id(link.toId()), List.of(), Map.of("amount", amount)));
    }

    /** What one round has landed is looked through by the next one that finds nothing on its way. */
    private void pass() {
        for (var round = 0; round < 2; round++) {
            flow.loadAfter(Duration.ofMinutes(10));
        }
    }

    private void requireLinks() {
        var contacts = warehouse.liveIds("contacts");
        var deals = warehouse.liveIds("deals");
        assertThat(stored())
                .isEqualTo(flow.simulator().links("contacts", "deals").stream()
                        .filter(link -> contacts.contains(link.fromId()) && deals.contains(link.toId()))
                        .map(FilteredLinksIT::text)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private Set<String> all() {
        return flow.simulator().links("contacts", "deals").stream()
                .map(FilteredLinksIT::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(LinkTruth.Row link) {
        return link.fromId() + ">" + link.toId() + " " + link.typeId();
    }

    private Set<String> stored() {
        return warehouse.values("SELECT from_id || '>' || to_id || ' ' || type_id FROM contacts_deals");
    }
}
