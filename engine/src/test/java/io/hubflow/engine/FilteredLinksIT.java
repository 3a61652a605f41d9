package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.LinkTruth;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an object type has a filter, links are in the table while both of their records have a live row, and only then. */
final class FilteredLinksIT {
    private static final String LARGE = "deals: amount GTE 50000";

    private static Bench portal() {
        return portal(SimulatorOptions.defaults());
    }

    private static Bench portal(SimulatorOptions options) {
        return new Bench(options.withRecords(Map.of("contacts", 150L, "deals", 60L)), "contacts", "deals")
                .selecting("hs_object_id", "amount")
                .refreshing(RefreshPolicy.NEVER);
    }

    private static Set<Long> alive(Bench bench, String type) {
        return bench.table.rows(type).entrySet().stream()
                .filter(row -> row.getValue().isAlive())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static void requireLinks(Bench bench, String from, String to) {
        var froms = alive(bench, from);
        var tos = alive(bench, to);
        assertThat(bench.hubSpot.links(from, to))
                .anyMatch(link -> !froms.contains(link.fromId()) || !tos.contains(link.toId()));
        bench.requireLinks(from, to, link -> froms.contains(link.fromId()) && tos.contains(link.toId()));
    }

    /** One between a contact and a deal that has a live row, or has none. */
    private static LinkTruth.Row link(Bench bench, boolean live) {
        var deals = alive(bench, "deals");
        return bench.hubSpot.links("contacts", "deals").stream()
                .filter(link -> deals.contains(link.toId()) == live)
                .findFirst()
                .orElseThrow();
    }

    private static void setAmount(Bench bench, long deal, String amount) {
        bench.hubSpot.mutate(new Mutation.Update("deals", Target.id(deal), List.of(), Map.of("amount", amount)));
    }

    private static void touch(Bench bench, long contact) {
        bench.hubSpot.mutate(new Mutation.Update("contacts", Target.id(contact), List.of("firstname"), Map.of()));
    }

    @Test
    void aFilterThatNoRecordMatchesLeavesNoLinks() {
        try (var bench = portal().associating("contacts:deals").where("deals: amount LT -1")) {
            bench.syncWell();

            assertThat(bench.table.rows("contacts")).isNotEmpty();
            requireLinks(bench, "contacts", "deals");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"contacts:deals", "deals:contacts"})
    void noReadingBringsLinksOfRecordsOutsideTheFilter(String pair) {
        var from = pair.substring(0, pair.indexOf(':'));
        var to = pair.substring(pair.indexOf(':') + 1);
        try (var bench = portal().associating(pair).where(LARGE)) {
            bench.syncWell();
            requireLinks(bench, from, to);

            var left = link(bench, true);
            setAmount(bench, left.toId(), "1");
            bench.syncWell();
            requireLinks(bench, from, to);

            // The contact is read, and beside it its links.
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", Target.id(left.fromId()), List.of("firstname"), Map.of()));
            bench.syncWell();
            requireLinks(bench, from, to);

            bench.refreshing(RefreshPolicy.ALWAYS).syncWell();
            requireLinks(bench, from, to);
        }
    }

    @ParameterizedTest
    @EnumSource(value = DeleteMode.class, names = "IGNORE", mode = EnumSource.Mode.EXCLUDE)
    void linksComeWithARecordThatComesIntoTheFilterWithoutATrace(DeleteMode deletes) {
        try (var bench = portal().associating("contacts:deals").where(LARGE).deleting(deletes)) {
            bench.syncWell();
            var outside = link(bench, false);
            bench.hubSpot.mutate(
                    new Mutation.Recalculate("deals", Target.id(outside.toId()), List.of(), Map.of("amount", "90000")));
            bench.syncWell();
            bench.syncWell();

            assertThat(alive(bench, "deals")).contains(outside.toId());
            requireLinks(bench, "contacts", "deals");
        }
    }

    @Test
    void linksComeBackWithATableThatWasDropped() {
        try (var bench = portal().associating("contacts:deals").where(LARGE)) {
            bench.syncWell();
            var outside = link(bench, false);
            setAmount(bench, outside.toId(), "90000");
            bench.table.drop("deals");
            bench.syncWell();

            requireLinks(bench, "contacts", "deals");
        }
    }

    @Test
    void linksOfRecordsThatLeftHubSpotOutsideTheFilterAreNotBroughtBackWhenItIsTakenAway() {
        try (var bench = portal().associating("contacts:deals")) {
            bench.syncWell();
            bench.where(LARGE).syncWell();
            var outside = link(bench, false);
            bench.hubSpot.mutate(
                    new Mutation.Update("contacts", Target.id(outside.fromId()), List.of("firstname"), Map.of()));
            bench.syncWell();
            bench.where("");
            bench.hubSpot.mutate(new Mutation.GdprDelete("deals", Target.id(outside.toId())));
            bench.syncWell();
            bench.syncWell();

            bench.requireLinks("contacts", "deals");
        }
    }

    /** Links of records outside the filter are written, and the run ends before it looks through them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNextRunLooksThroughLinksThatAnEarlierOneLeftAndIdleRunsAskNothing(boolean billed) {
        // Its clock stands still, so that what was changed before it is advanced is not read by later runs.
        var options = SimulatorOptions.defaults().withVirtualClock(Instant.now().minus(Duration.ofDays(1)));
        try (var bench = portal(options).associating("contacts:deals").where(LARGE)) {
            if (billed) {
                bench.table.billed();
            }
            bench.syncWell();
            var outside = link(bench, false);
            touch(bench, outside.fromId());
            bench.table.beforeQuestion(table -> {
                if (table.equals("deals")) {
                    throw new ConnectorException(ErrorCode.DESTINATION_REFUSED, "The warehouse is gone.", "", "");
                }
            });
            bench.syncWell();
            assertThat(bench.table.facts("contacts_deals"))
                    .as("links that were not looked through")
                    .anyMatch(link -> Long.valueOf(outside.toId()).equals(link.get("to_id")));
            bench.table.beforeQuestion(table -> {});

            bench.syncWell();
            requireLinks(bench, "contacts", "deals");

            if (billed) {
                bench.hubSpot.advance(Duration.ofHours(1));
                bench.syncWell();
                bench.table.takeStatements();
                bench.syncWell();
                bench.syncWell();
                assertThat(bench.table.takeStatements())
                        .as("statements of idle runs")
                        .isZero();
            }
        }
    }

    @Test
    void aRunThatReadsTheOtherEndWithoutTheFilterLeavesItsLinksToTheNextOne() {
        try (var bench = portal().associating("contacts:deals").where(LARGE)) {
            bench.table.billed();
            bench.syncWell();
            var outside = link(bench, false);
            touch(bench, outside.fromId());
            var both = bench.request;
            bench.request = new SyncRequest(
                    List.of("contacts"),
                    both.updatedAfter(),
                    List.of("hs_object_id"),
                    List.of(),
                    both.associations(),
                    both.history());
            bench.syncWell();
            bench.request = both;
            bench.syncWell();

            requireLinks(bench, "contacts", "deals");
        }
    }

    @Test
    void whereDepartedRowsStayLinksDoToo() {
        try (var bench = portal().associating("contacts:deals").where(LARGE).deleting(DeleteMode.IGNORE)) {
            bench.syncWell();

            bench.requireLinks("contacts", "deals");
        }
    }
}
