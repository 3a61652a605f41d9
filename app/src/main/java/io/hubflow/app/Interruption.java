package io.hubflow.app;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * Turns the first Ctrl-C or SIGTERM into an interrupt of the working thread, which then ends its commit and stops; the second
 * ends the process at once, which loses nothing either, because what is committed is committed. Thread-safe.
 */
public final class Interruption {
    private final AtomicReference<@Nullable ExitCode> received = new AtomicReference<>();

    /** Hears nothing until it is told to; a signal ends the process at once until then. */
    public Interruption() {}

    /** Interrupts the calling thread when a signal arrives. */
    public void interruptMe() {
        var worker = Thread.currentThread();
        onSignal(worker::interrupt);
    }

    /** Runs the action at the first signal, in a thread of its own. */
    public void onSignal(Runnable action) {
        handle("INT", ExitCode.INTERRUPTED, action);
        handle("TERM", ExitCode.TERMINATED, action);
    }

    private void handle(String name, ExitCode code, Runnable action) {
        try {
            Signal.handle(new Signal(name), signal -> {
                if (!received.compareAndSet(null, code)) {
                    Runtime.getRuntime().halt(code.number());
                }
                action.run();
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
