package io.hubflow.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.ServerTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StateCodecTest {
    @Test
    void readsBackWhatItWrote() {
        var state = ObjectState.fresh(7, "contacts", SnapshotProgress.starting(1_000, 5, 99))
                .mapSnapshot(s -> s.covering(new IdRange(3, 9))
                        .covering(new IdRange(20, IdRange.END))
                        .at(new ListPosition(9, "opaque==")))
                .withWindow(new WindowProgress(1, 2_001, 1, IdIntervals.of(new IdRange(0, 4))))
                .mapRefresh(r -> r.demanded().covering(new IdRange(1, 2)).withTokens(1.5, 77))
                .withBackfills(List.of(new BackfillProgress("email", IdIntervals.NONE)))
                .mapFacts(f -> f.with(PortalFacts.IdOrder.TEXTUAL).with(PortalFacts.ListJump.REFUSED))
                .advance(50, 60)
                .seeing(3, 900)
                .readAt(1_234)
                .changedAt(1_200)
                .selectingProperties(ServerTime.exactly(Instant.ofEpochMilli(40)));

        assertThat(StateCodec.read("contacts", StateCodec.write(state), ObjectState.class))
                .isEqualTo(state);
    }

    @Test
    void aStateOfAnOlderVersionKnowsNoChange() {
        var state = ObjectState.fresh(7, "contacts", SnapshotProgress.starting(1_000, 5, 99));
        var json = StateCodec.write(state.changedAt(1_200)).replace(",\"newest_change_millis\":1200", "");
        assertThat(json).doesNotContain("newest_change");

        assertThat(StateCodec.read("contacts", json, ObjectState.class)).isEqualTo(state);
    }

    @Test
    void readsACatalogOfAnOlderVersion() {
        var json =
                "{\"format\":1,\"selected\":[\"email\"],\"column_names\":{\"email\":\"email\"},\"properties\":[{\"name\":\"email\","
                        + "\"label\":\"Email\",\"type\":\"string\",\"field_type\":\"text\",\"removed_at_millis\":0}],\"fingerprints\":{}}";

        var state = StateCodec.read("contacts/catalog", json, CatalogState.class);

        assertThat(state.columnTypes()).isEmpty();
        assertThat(state.unreadable()).isEmpty();
        assertThat(state.properties())
                .containsExactly(
                        new CatalogState.KnownProperty("email", "Email", "string", "text", 0, 0, 0, 0, null, null));
    }

    @Test
    void readsBackACatalog() {
        var state = new CatalogState(
                List.of("email"),
                Map.of("email", "email"),
                List.of(new CatalogState.KnownProperty("old", "Old", "string", "text", 5, 2, 7, 9, "OWNER", null)),
                Map.of("hubspot_properties", "abc"),
                Map.of("email", "VARCHAR"),
                List.of("iban"),
                Map.of("email", "hash 0a1b2c3d"),
                1_790_000_000_000L,
                "def");

        assertThat(StateCodec.read("contacts/catalog", StateCodec.write(state), CatalogState.class))
                .isEqualTo(state);
    }

    @Test
    void refusesTheStateOfANewerVersion() {
        assertThatThrownBy(
                        () -> StateCodec.read("deals", "{\"format\":2,\"object_type\":\"deals\"}", ObjectState.class))
                .isInstanceOfSatisfying(
                        ConnectorException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_STATE_NEWER))
                .hasMessageContaining("The state of deals has format 2; this hubflow reads up to 1.");
    }

    @Test
    void refusesWhatIsNoState() {
        for (var json : List.of("{", "[]", "{}", "{\"format\":1}", "{\"format\":1,\"backfills\":3}", "null")) {
            assertThatThrownBy(() -> StateCodec.read("deals", json, ObjectState.class))
                    .as(json)
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DESTINATION_CORRUPT));
        }
    }

    @Test
    void ignoresFieldsItDoesNotKnow() {
        var json = StateCodec.write(ObjectState.fresh(7, "contacts", SnapshotProgress.starting(1, 0, Long.MAX_VALUE)));

        assertThat(StateCodec.read("contacts", json.replaceFirst("\\{", "{\"later\":{\"x\":1},"), ObjectState.class)
                        .portalId())
                .isEqualTo(7);
    }

    @Test
    void theCursorNeverGoesBack() {
        var state = ObjectState.fresh(7, "contacts", SnapshotProgress.starting(1, 0, Long.MAX_VALUE))
                .advance(100, 200);

        assertThat(state.advance(50, 150)).isEqualTo(state);
    }
}
