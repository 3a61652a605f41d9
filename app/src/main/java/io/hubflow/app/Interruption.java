package io.hubflow.app;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * Turns the first Ctrl-C, SIGTERM or SIGHUP into an interrupt of the working thread, which then ends its commit and stops; the
 * second ends the process at once, which loses nothing either, because what is committed is committed. Thread-safe.
 */
public final class Interruption {
    private static final String ANSWER = "Stopping after the current commit; press Ctrl-C again to quit now.";

    private final AtomicReference<@Nullable ExitCode> received = new AtomicReference<>();
    private final IntConsumer halt;
    private volatile Consumer<String> teller = sentence -> {};

    /** Hears nothing until it is told to; a signal ends the process at once until then. */
    public Interruption() {
        this(Runtime.getRuntime()::halt);
    }

    /** @param halt ends the process with an exit code */
    Interruption(IntConsumer halt) {
        this.halt = halt;
    }

    /** Who prints the answer to a signal: at once, because stopping may take some seconds. */
    public void tellBy(Consumer<String> lines) {
        teller = lines;
    }

    /** Interrupts the calling thread when a signal arrives. */
    public void interruptMe() {
        var worker = Thread.currentThread();
        onSignal(() -> {
            worker.interrupt();
            teller.accept(ANSWER); // last: a terminal that has gone, or was stopped by Ctrl-S, may block it
        });
    }

    /** Runs the action at the first signal, in a thread of its own. */
    public void onSignal(Runnable action) {
        handle("INT", ExitCode.INTERRUPTED, action);
        handle("TERM", ExitCode.TERMINATED, action);
        handle("HUP", ExitCode.TERMINATED, action);
    }

    private void handle(String name, ExitCode code, Runnable action) {
        try {
            Signal.handle(new Signal(name), signal -> {
                if (received.compareAndSet(null, code)) {
                    action.run();
                } else {
                    halt.accept(code.number());
                }
            });
        } catch (IllegalArgumentException e) {
            // The signal is ignored (as SIGINT is in a shell's background job) or taken by a JVM flag: leave it so.
        }
    }

    /** The same code, but the one of the signal that came instead of "interrupted" in general. */
    public ExitCode exact(ExitCode code) {
        var signal = received.get();
        return code == ExitCode.INTERRUPTED && signal != null ? signal : code;
    }
}
