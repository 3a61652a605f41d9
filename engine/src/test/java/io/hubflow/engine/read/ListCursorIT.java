package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.api.ListCursor;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While a list is read, one record leaves and another one comes: their number stays, and a list by position passes over a third. */
final class ListCursorIT {
    private static final Slice.Refresh ALL = new Slice.Refresh("contacts", IdRange.ALL, 0);

    private final Set<Long> read = new HashSet<>();
    private IdIntervals covered = IdIntervals.NONE;

    @ParameterizedTest
    @EnumSource(ListCursor.class)
    void aSerialListLosesNoRecordWhenAnotherLeaves(ListCursor cursor) throws IOException {
        try (var hubSpot = portal(cursor);
                var client = client(hubSpot)) {
            var before = liveIds(hubSpot);
            hubSpot.beforePage(2, Endpoint.LIST, "contacts", () -> replace(hubSpot, before.get(0)));

            new SerialList(reader(client), 6).read(ListPosition.START, ALL, (batch, next) -> {
                keep(batch);
                return true;
            });

            requireEverything(before);
        }
    }

    @ParameterizedTest
    @EnumSource(ListCursor.class)
    void aSerialListThatGoesOnLosesNoRecordThatMovedMeanwhile(ListCursor cursor) throws IOException {
        try (var hubSpot = portal(cursor);
                var client = client(hubSpot)) {
            var before = liveIds(hubSpot);
            var left = new ListPosition[1];
            // One page is left after it: no later cursor tells what the list goes by.
            new SerialList(reader(client), 1).read(ListPosition.START, ALL, (batch, next) -> {
                keep(batch);
                left[0] = next;
                return read.size() < 200;
            });
            replace(hubSpot, before.get(0));

            new SerialList(reader(client), 1).read(left[0], ALL, (batch, next) -> {
                keep(batch);
                return true;
            });

            requireEverything(before);
        }
    }

    @ParameterizedTest
    @EnumSource(ListCursor.class)
    void aListOfARangeLosesNoRecordWhenAnotherLeaves(ListCursor cursor) throws IOException {
        try (var hubSpot = portal(cursor);
                var client = client(hubSpot)) {
            var before = liveIds(hubSpot);
            hubSpot.beforePage(2, Endpoint.LIST, "contacts", () -> replace(hubSpot, before.get(0)));

            reader(client).readList(ALL, OptionalLong.of(before.size()), batch -> {
                keep(batch);
                return IdRange.END;
            });

            requireEverything(before);
        }
    }

    private void keep(Batch batch) {
        batch.rows().stream().map(Row::id).forEach(read::add);
        batch.covered().ifPresent(range -> covered = covered.plus(range));
    }

    private void requireEverything(List<Long> ids) {
        assertThat(read).containsAll(ids);
        assertThat(covered.gapsIn(IdRange.ALL).isEmpty()).isTrue();
    }

    private static void replace(Simulator hubSpot, long id) {
        hubSpot.mutate(new Mutation.Archive("contacts", Target.id(id)));
        hubSpot.mutate(new Mutation.Create("contacts", 1, Map.of()));
    }

    private static Simulator portal(ListCursor cursor) throws IOException {
        return Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 250L))
                // Searches count as before, whenever they are asked.
                .withIndexDelay(IndexDelay.fixed(Duration.ofHours(1)))
                .withListCursor(cursor));
    }

    private static List<Long> liveIds(Simulator hubSpot) {
        return hubSpot.records("contacts").stream()
                .filter(row -> !row.archived())
                .map(Truth.Row::id)
                .sorted()
                .toList();
    }

    private static HubSpotClient client(Simulator hubSpot) {
        return HubSpotClient.open(HubSpotSettings.of(hubSpot.url(), new AccessTokens.Static(hubSpot.token())));
    }

    private static SliceReader reader(HubSpotClient client) {
        var schema = new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));
        var rows = new RowMaker(PropertySelection.of(List.of("email")), schema, List.of("email"));
        return new SliceReader(
                client,
                new Catalog(client).resolve("contacts"),
                rows,
                ReadClock.after(0, client::serverTime),
                List.of(),
                PortalFacts.IdOrder.NUMERIC,
                new ReadNotices() {
                    @Override
                    public void idOrderIs(PortalFacts.IdOrder order) {}

                    @Override
                    public void incomplete(IdRange ids, long missing) {}
                });
    }
}
