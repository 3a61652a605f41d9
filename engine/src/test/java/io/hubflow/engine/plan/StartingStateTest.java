package io.hubflow.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartingStateTest {
    private static final ServerTime NOW = ServerTime.exactly(Instant.ofEpochMilli(5_000));

    private final ObjectState loaded = ObjectState.fresh(
                    7, "deals", SnapshotProgress.starting(1_000, 0, Long.MAX_VALUE))
            .withSnapshot(null)
            .advance(900, 0)
            .readAt(1_000);

    @Test
    void aDestinationThatHoldsNothingOfATypeIsLoaded() {
        var start = start(Optional.empty(), false);

        assertThat(start.kind()).isEqualTo(StartingState.Kind.NEW);
        assertThat(start.state().snapshot()).isEqualTo(SnapshotProgress.starting(5_000, 0, Long.MAX_VALUE));
    }

    @Test
    void aTableThatWasDroppedIsLoadedAgain() {
        var start = start(Optional.of(loaded.seeing(3, 9)), false);

        assertThat(start.kind()).isEqualTo(StartingState.Kind.TABLE_LOST);
        assertThat(start.state().snapshot()).isEqualTo(SnapshotProgress.starting(5_000, 0, Long.MAX_VALUE));
        assertThat(start.state().cursorMillis()).isZero();
        assertThat(start.state().readAtMillis()).isEqualTo(1_000);
    }

    @Test
    void aTableThatWasDroppedInTheMiddleOfItsFirstLoadIsLoadedFromTheStart() {
        var half = ObjectState.fresh(7, "deals", SnapshotProgress.starting(5_000, 0, Long.MAX_VALUE))
                .mapSnapshot(snapshot -> snapshot.covering(new IdRange(0, 10)))
                .seeing(3, 9);

        var snapshot =
                Objects.requireNonNull(start(Optional.of(half), false).state().snapshot());

        assertThat(snapshot.startedAtMillis())
                .as("not the one whose slices may be on their way")
                .isGreaterThan(5_000);
        assertThat(snapshot.covered().isEmpty()).isTrue();
    }

    @Test
    void aTypeWithoutRecordsHasNoTableAndGoesOn() {
        var start = start(Optional.of(loaded), false);

        assertThat(start.kind()).isEqualTo(StartingState.Kind.KNOWN);
        assertThat(start.state()).isEqualTo(loaded);
    }

    @Test
    void aStateInTheFutureIsMendedBeforeAnythingIsDecided() {
        var start = start(Optional.of(loaded.advance(90_000_000, 0).seeing(3, 9)), true);

        assertThat(start.kind()).isEqualTo(StartingState.Kind.KNOWN);
        assertThat(start.state().refresh().required()).isTrue();
        assertThat(start.notice().orElseThrow()).contains("lies in the future");
    }

    private static StartingState start(Optional<ObjectState> stored, boolean tableExists) {
        return StartingState.of(stored, tableExists, "deals", 7, 0, NOW, Duration.ofSeconds(1));
    }
}
