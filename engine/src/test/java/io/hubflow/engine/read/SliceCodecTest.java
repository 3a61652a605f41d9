package io.hubflow.engine.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.range.IdRange;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SliceCodecTest {
    @Test
    void readsBackEveryKind() {
        var range = new IdRange(5, IdRange.END);
        for (var slice : List.of(
                new Slice.Snapshot("contacts", range, 0, Long.MAX_VALUE),
                new Slice.Changes("deals", range, 10, 20, false),
                new Slice.Changes("deals", range, 10, 20, true),
                new Slice.Backfill("deals", range, "amount", 0),
                new Slice.Backfill("deals", range, "amount", 30),
                new Slice.Refresh("p1_car", range, 7),
                new Slice.Ids("deals", List.of(1L, 2L)))) {
            assertThat(SliceCodec.read(SliceCodec.write(slice))).isEqualTo(slice);
        }
    }

    @Test
    void namesTheKind() {
        assertThat(SliceCodec.write(new Slice.Changes("deals", new IdRange(0, 9), 10, 20, false)))
                .isEqualTo("{\"kind\":\"CHANGES\",\"object_type\":\"deals\",\"ids\":{\"from\":0,\"to\":9},"
                        + "\"from_millis\":10,\"to_millis\":20}");
    }

    @Test
    void aSliceOfAnOlderVersionReadsChangesBySearch() {
        var slice = SliceCodec.read("{\"kind\":\"CHANGES\",\"object_type\":\"deals\",\"ids\":{\"from\":0,\"to\":9},"
                + "\"from_millis\":10,\"to_millis\":20}");

        assertThat(slice).isEqualTo(new Slice.Changes("deals", new IdRange(0, 9), 10, 20, false));
    }

    @Test
    void aBackfillOfAnOlderVersionHasNoBound() {
        var slice = SliceCodec.read("{\"kind\":\"BACKFILL\",\"object_type\":\"deals\",\"ids\":{\"from\":0,\"to\":9},"
                + "\"property\":\"amount\"}");

        assertThat(slice).isEqualTo(new Slice.Backfill("deals", new IdRange(0, 9), "amount", 0));
    }

    @Test
    void refusesWhatIsNoSlice() {
        assertThatThrownBy(() -> SliceCodec.read("{\"kind\":\"OTHER\"}")).isInstanceOf(IllegalArgumentException.class);
    }
}
