package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.ApiDialect;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.traffic.TrafficPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A portal that sorts ids as text, while nobody knows it yet. */
final class TextOrderIT {
    /** So long that a busy machine does not look like a portal that stalls. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aFirstPageThatEndsWithTheHighestIdOfTheRangeHidesNothingBelowIt() throws IOException {
        var options = SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 60L))
                .withIdOrder(IdOrder.STRING)
                .withSearchPage(2);
        try (var simulator = Simulator.start(options);
                var client = HubSpotClient.open(settings(simulator))) {
            var all = new TreeSet<>(
                    simulator.records("contacts").stream().map(Truth.Row::id).toList());
            var highest = all.stream()
                    .filter(id -> endsTheFirstPage(all, id))
                    .findFirst()
                    .orElseThrow();
            var range = new IdRange(0, highest + 1);

            var read = new TreeSet<Long>();
            var missing = new ArrayList<IdRange>();
            reader(client, missing).read(new Slice.Snapshot("contacts", range, 0, Long.MAX_VALUE), batch -> {
                batch.rows().forEach(row -> read.add(row.id()));
                return IdRange.END;
            });

            assertThat(read).isEqualTo(all.headSet(highest, true));
            assertThat(missing).isEmpty();
        }
    }

    @Test
    @Tag("thorough")
    @Timeout(600)
    void aReadingEndsAlsoWhereRecordsAreCreatedAsFastAsRangesAreProven() throws IOException {
        var options = SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 30L))
                .withIdOrder(IdOrder.STRING)
                .withSearchPage(7)
                .withTraffic(TrafficPlan.beforeEveryNthPage(1, 7).on("contacts"));
        try (var simulator = Simulator.start(options);
                var client = HubSpotClient.open(settings(simulator))) {
            var before =
                    simulator.records("contacts").stream().map(Truth.Row::id).toList();

            var read = new TreeSet<Long>();
            var missing = new ArrayList<IdRange>();
            reader(client, missing)
                    .read(new Slice.Snapshot("contacts", new IdRange(0, Long.MAX_VALUE), 0, Long.MAX_VALUE), batch -> {
                        batch.rows().forEach(row -> read.add(row.id()));
                        return IdRange.END;
                    });

            var left = simulator.records("contacts").stream()
                    .filter(row -> !row.archived())
                    .map(Truth.Row::id)
                    .toList();
            assertThat(before.stream().filter(left::contains))
                    .allMatch(id -> read.contains(id) || missing.stream().anyMatch(range -> range.contains(id)));
        }
    }

    /** Whether the first two ids in text order, of those up to this one, ascend as numbers to it and are not all there are. */
    private static boolean endsTheFirstPage(TreeSet<Long> all, long id) {
        var sorted =
                all.headSet(id, true).stream().map(String::valueOf).sorted().toList();
        return sorted.size() > 20 && sorted.get(1).equals(String.valueOf(id)) && Long.parseLong(sorted.getFirst()) < id;
    }

    /** The portal has no limits here, so waiting for them would only cost time. */
    private static HubSpotSettings settings(Simulator simulator) {
        return new HubSpotSettings(
                simulator.url(),
                ApiDialect.V2026_09,
                new AccessTokens.Static(simulator.token()),
                new QuotaSettings(1, 0, OptionalInt.of(100_000), 10_000),
                PATIENCE,
                PATIENCE,
                6,
                8_000);
    }

    private static SliceReader reader(HubSpotClient client, List<IdRange> missing) {
        var schema = new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));
        return new SliceReader(
                client,
                new Catalog(client).resolve("contacts"),
                new RowMaker(PropertySelection.of(List.of("email")), schema, List.of("email")),
                ReadClock.after(0, client::serverTime),
                List.of(),
                PortalFacts.IdOrder.NUMERIC,
                new ReadNotices() {
                    @Override
                    public void idOrderIs(PortalFacts.IdOrder order) {}

                    @Override
                    public void incomplete(IdRange ids, long count) {
                        missing.add(ids);
                    }
                });
    }
}
