package io.hubflow.app.progress;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import sun.misc.Signal;

/**
 * How many columns the terminal has; asked again after each SIGWINCH. {@code stty} tells it in 2 to 6 ms. A terminal library
 * tells the same, but took 470 to 620 ms until it did (JLine 3.30.4 on 2 busy cores, 2026-11-28), and what hubflow draws needs
 * nothing else of it. Thread-safe.
 */
final class TerminalWidth implements IntSupplier {
    /** The width of a terminal that does not tell its own. */
    static final int USUAL = 80;

    private static final int LEAST = 20;
    private static final long STTY_MILLIS = 500;

    private final AtomicBoolean changed = new AtomicBoolean(true);
    private final Supplier<String> size;
    private volatile int columns = USUAL;

    private TerminalWidth(Supplier<String> size) {
        this.size = size;
    }

    /** Listens for changes from now on. */
    static TerminalWidth watched() {
        return watched(TerminalWidth::ask);
    }

    /** @param size what {@code stty size} prints: rows and columns, or nothing where there is no terminal */
    static TerminalWidth watched(Supplier<String> size) {
        var width = new TerminalWidth(size);
        try {
            Signal.handle(new Signal("WINCH"), signal -> width.changed.set(true));
        } catch (IllegalArgumentException e) {
            // A system without that signal: the width at the start has to do.
        }
        return width;
    }

    @Override
    public int getAsInt() {
        if (changed.getAndSet(false)) {
            columns = columns(size.get());
        }
        return columns;
    }

    private static int columns(String size) {
        var numbers = size.strip().split(" ");
        try {
            var columns = numbers.length == 2 ? Integer.parseInt(numbers[1]) : 0;
            return columns <= 0 ? USUAL : Math.max(LEAST, columns);
        } catch (NumberFormatException e) {
            return USUAL;
        }
    }

    private static String ask() {
        try {
            var stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(STTY_MILLIS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return "";
            }
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
