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

    /** Hears nothing until {@link #listen}. */
    public Interruption() {}

    /** Interrupts this thread when a signal arrives. */
    public void listen(Thread worker) {
        handle("INT", ExitCode.INTERRUPTED, worker);
        handle("TERM", ExitCode.TERMINATED, worker);
    }

    private void handle(String name, ExitCode code, Thread worker) {
        try {
            Signal.handle(new Signal(name), signal -> {
                if (!received.compareAndSet(null, code)) {
                    Runtime.getRuntime().halt(code.number());
                }
                worker.interrupt();
            });
        } catch (IllegalArgumentException e) {
            // The signal is ignored (as SIGINT is in a shell's background job) or taken by a JVM flag: leave it so.
        }
    }

    /** The exit code of the signal that came, or null. */
    public @Nullable ExitCode received() {
        return received.get();
    }
}
