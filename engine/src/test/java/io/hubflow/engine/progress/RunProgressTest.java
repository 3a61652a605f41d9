package io.hubflow.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.report.SyncListener.Phase;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunProgressTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RunProgress progress = new RunProgress(nanos::get);

    private void afterSeconds(long seconds) {
        nanos.addAndGet(seconds * 1_000_000_000L);
    }

    private double speed() {
        return progress.of("contacts").rowsPerSecond(nanos.get());
    }

    @Test
    void speedIsThatOfTheRowsAndNotOfTheWaitAfterThem() {
        progress.phaseStarted("contacts", Phase.SNAPSHOT, OptionalLong.of(400));
        afterSeconds(1);
        progress.rowsRead("contacts", 200);
        assertThat(speed()).isEqualTo(200);
        afterSeconds(1);
        assertThat(speed()).as("rows are still awaited").isEqualTo(100);
        progress.rowsRead("contacts", 200);
        afterSeconds(10);
        assertThat(speed()).as("all are there; their commit takes its time").isEqualTo(200);
    }

    @Test
    void aSampleHasNoSpeed() {
        progress.phaseStarted("contacts", Phase.VERIFY, OptionalLong.empty());
        progress.rowsRead("contacts", 100);
        afterSeconds(1);
        assertThat(speed()).isZero();
        assertThat(progress.of("contacts").secondsLeft(nanos.get())).isEmpty();
    }
}
