package io.hubflow.nifi;

import io.hubflow.hubspot.CorrelationId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.nifi.logging.ComponentLog;

/**
 * Bulletins of a processor whose trouble lasts: each is shown at once, and while the same trouble goes on once in ten minutes
 * with how often it was met; in between it goes to the log alone. Thread-safe.
 */
public final class Bulletins {
    private static final long PAUSE_NANOS = Duration.ofMinutes(10).toNanos();

    private final LongSupplier nanos;
    private final Map<String, Met> met = new ConcurrentHashMap<>();

    /** @param shown when the bulletin was last shown */
    private record Met(long shown, int since, boolean due) {}

    public Bulletins() {
        this(System::nanoTime);
    }

    Bulletins(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @param trouble names what is the matter: the same words for the same trouble */
    public void warn(ComponentLog log, String trouble, String sentence) {
        var state = meet(trouble);
        if (state.due()) {
            log.warn("{}{}", sentence, repeated(state));
        } else {
            log.info("{}", sentence);
        }
    }

    /** @param cause goes to the log with the sentence */
    public void error(ComponentLog log, String trouble, String sentence, Throwable cause) {
        var state = meet(trouble);
        if (state.due()) {
            log.error("{}{}", sentence, repeated(state), cause);
        } else {
            log.info("{}", sentence, cause);
        }
    }

    public void error(ComponentLog log, String trouble, String sentence) {
        var state = meet(trouble);
        if (state.due()) {
            log.error("{}{}", sentence, repeated(state));
        } else {
            log.info("{}", sentence);
        }
    }

    /** The trouble that is called so, or whose name begins so, is over: met again, it is shown at once. */
    public void over(String trouble) {
        met.keySet().removeIf(known -> known.startsWith(trouble));
    }

    private Met meet(String named) {
        var trouble = CorrelationId.removedFrom(named);
        var now = nanos.getAsLong();
        var state = met.merge(
                trouble,
                new Met(now, 0, true),
                (before, first) -> now - before.shown() >= PAUSE_NANOS
                        ? new Met(now, before.since() + 1, true)
                        : new Met(before.shown(), before.since() + 1, false));
        if (state.due()) {
            met.put(trouble, new Met(state.shown(), 0, false));
        }
        return state;
    }

    private static String repeated(Met state) {
        return state.since() == 0 ? "" : " (This happened " + state.since() + " times since it was last told.)";
    }
}
