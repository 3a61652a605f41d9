package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchivedSliceIT {
    private static final int ARCHIVED = 250;

    @Test
    void givesEveryArchivedRecordMarkedAsSuchAndGoesOnWhereItWasLeft() throws IOException {
        var options = SimulatorOptions.defaults().withRecords(Map.of("contacts", 1_000L));
        try (var simulator = Simulator.start(options);
                var client = HubSpotClient.open(
                        HubSpotSettings.of(simulator.url(), new AccessTokens.Static(simulator.token())))) {
            simulator.mutate(new Mutation.Archive("contacts", Target.random(ARCHIVED)));
            var expected = simulator.records("contacts").stream()
                    .filter(Truth.Row::archived)
                    .map(Truth.Row::id)
                    .toList();
            assertThat(expected).hasSize(ARCHIVED);

            var whole = new ArrayList<Row>();
            reader(client).read(new Slice.Archived("contacts"), batch -> {
                whole.addAll(batch.rows());
                return IdRange.END;
            });
            var parts = new ArrayList<Row>();
            var position = ListPosition.START;
            do {
                var next = new ListPosition[1];
                new SerialList(reader(client), 1).readArchived(position, (batch, after) -> {
                    parts.addAll(batch.rows());
                    next[0] = after;
                    return false;
                });
                position = next[0];
            } while (!position.equals(ListPosition.START));

            assertThat(whole).extracting(Row::id).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(whole).allSatisfy(row -> {
                assertThat(row.archived()).isTrue();
                assertThat(row.archivedAtMillis()).isNotEqualTo(Row.NO_TIME);
            });
            assertThat(parts).extracting(Row::id).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static SliceReader reader(HubSpotClient client) {
        var schema = new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));
        var rows = new RowMaker(PropertySelection.of(List.of("email")), schema, List.of("email"));
        var clock = ReadClock.after(0, client::serverTime);
        return new SliceReader(
                client,
                new Catalog(client).resolve("contacts"),
                rows,
                clock,
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
