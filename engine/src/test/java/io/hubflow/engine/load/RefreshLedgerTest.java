package io.hubflow.engine.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.SnapshotProgress;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefreshLedgerTest {
    private static final double DAILY = 2_400;

    @Test
    void objectTypesDrawOnOneBudget() {
        var ledger = RefreshLedger.full();

        assertThat(ledger.reserve(1_500, 1_000, DAILY)).isEqualTo(1_500);
        assertThat(ledger.reserve(1_500, 1_000, DAILY)).isEqualTo(900);
        ledger.giveBack(1_500);
        ledger.spend(100, 1_000, DAILY);

        assertThat(ledger.tokens(1_000, DAILY)).isEqualTo(1_400);
    }

    @Test
    void theObjectTypeThatWasReadLastRemembersWhatIsLeft() {
        var ledger = RefreshLedger.of(List.of(
                checkpoint("contacts", 800, 2_000), checkpoint("deals", 300, 2_000), checkpoint("tickets", 0, 0)));

        assertThat(ledger.tokens(2_000, DAILY)).isEqualTo(300);
    }

    private static Checkpoint checkpoint(String objectType, double tokens, long atMillis) {
        var state = ObjectState.fresh(7, objectType, SnapshotProgress.starting(1, 0, Long.MAX_VALUE))
                .mapRefresh(refresh -> refresh.withTokens(tokens, atMillis));
        return new Checkpoint(objectType, 1, StateCodec.write(state));
    }
}
