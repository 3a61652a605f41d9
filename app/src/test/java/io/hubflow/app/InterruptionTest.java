package io.hubflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sun.misc.Signal;
import sun.misc.SignalHandler;

class InterruptionTest {
    private final LinkedBlockingQueue<Integer> halted = new LinkedBlockingQueue<>();
    private final Interruption interruption = new Interruption(halted::add);

    @AfterEach
    void leaveSignalsToTheSystem() {
        for (var name : new String[] {"INT", "TERM", "HUP"}) {
            try {
                Signal.handle(new Signal(name), SignalHandler.SIG_DFL);
            } catch (IllegalArgumentException e) {
                // It was ignored before this test, and still is.
            }
        }
    }

    private static void assumeIsHeard(String signal) {
        assumeThat(isIgnored(signal))
                .as("SIG%s is ignored here, as it is under nohup; the JVM then leaves it so", signal)
                .isFalse();
    }

    private static boolean isIgnored(String signal) {
        return Signal.handle(new Signal(signal), SignalHandler.SIG_DFL) == SignalHandler.SIG_IGN;
    }

    @ParameterizedTest
    @CsvSource({"INT, INTERRUPTED", "TERM, TERMINATED", "HUP, TERMINATED"})
    void aSignalIsAnsweredAtOnceAndInterruptsTheWork(String signal, ExitCode code) throws InterruptedException {
        assumeIsHeard(signal);
        var told = new LinkedBlockingQueue<String>();
        var interrupted = new AtomicBoolean();
        var listening = new CountDownLatch(1);
        interruption.tellBy(told::add);
        var worker = Thread.ofPlatform().start(() -> {
            interruption.interruptMe();
            listening.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        listening.await();

        Signal.raise(new Signal(signal));

        assertThat(told.poll(180, TimeUnit.SECONDS)).contains("Stopping", "again to quit now");
        worker.join(TimeUnit.SECONDS.toMillis(180));
        assertThat(interrupted).isTrue();
        assertThat(interruption.exact(ExitCode.INTERRUPTED)).isEqualTo(code);
        assertThat(told).isEmpty();
        assertThat(halted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"INT, INT, 130", "TERM, INT, 130", "HUP, TERM, 143"})
    void theSecondSignalQuitsAtOnceWhateverTheFirstHasBegun(String first, String second, int exitCode)
            throws InterruptedException {
        assumeIsHeard(first);
        assumeIsHeard(second);
        var begun = new LinkedBlockingQueue<String>();
        var stopped = new CountDownLatch(1);
        interruption.onSignal(() -> {
            begun.add("stopping");
            awaitEnd(stopped);
        });
        Signal.raise(new Signal(first));
        assertThat(begun.poll(180, TimeUnit.SECONDS)).isEqualTo("stopping");
        assertThat(halted).isEmpty();

        Signal.raise(new Signal(second));

        assertThat(halted.poll(180, TimeUnit.SECONDS)).isEqualTo(exitCode);
        stopped.countDown();
        assertThat(begun).isEmpty();
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
