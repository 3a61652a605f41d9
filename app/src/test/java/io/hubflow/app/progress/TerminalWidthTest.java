package io.hubflow.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sun.misc.Signal;
import sun.misc.SignalHandler;

class TerminalWidthTest {
    @AfterEach
    void leaveSignalsToTheSystem() {
        Signal.handle(new Signal("WINCH"), SignalHandler.SIG_DFL);
    }

    @ParameterizedTest
    @CsvSource({
        "'24 132\n', 132",
        "'24 80', 80",
        "'50 7', 20",
        "'0 0', 80",
        "'24 -1', 80",
        "'24', 80",
        "'', 80",
        "'24 many', 80",
        "'24 99999999999', 80"
    })
    void isTheSecondNumberOfTheSizeOrTheUsualOne(String size, int columns) {
        assertThat(TerminalWidth.watched(() -> size).getAsInt()).isEqualTo(columns);
    }

    @Test
    void isAskedForAgainOnlyWhenTheTerminalWasResized() {
        var size = new AtomicReference<>("24 100\n");
        var asked = new AtomicInteger();
        var width = TerminalWidth.watched(() -> {
            asked.incrementAndGet();
            return size.get();
        });
        assertThat(width.getAsInt()).isEqualTo(100);
        size.set("24 60\n");
        assertThat(width.getAsInt()).isEqualTo(100);
        assertThat(asked).hasValue(1);

        Signal.raise(new Signal("WINCH"));

        var deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (width.getAsInt() != 60 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(width.getAsInt()).isEqualTo(60);
        assertThat(asked).hasValue(2);
    }
}
