package io.hubflow.nifi.list;

import io.hubflow.nifi.HubSpotProcessorProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;

/**
 * When a part of what a processor does in long intervals is due again: after the interval, or soon if it failed. A run schedule
 * alone cannot tell the two apart, because NiFi waits for the whole schedule after a failure too.
 */
public final class Rounds {
    public static final PropertyDescriptor INTERVAL = new PropertyDescriptor.Builder()
            .name("Interval")
            .description("How often everything is read again. Keep the run schedule short: it sets how soon a failed "
                    + "attempt is repeated, and a run with nothing due makes no calls.")
            .required(true)
            .defaultValue("6 hours")
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, 365, TimeUnit.DAYS))
            .build();

    /** After the first failure; twice as long after each further one. */
    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);

    private static final Duration LAST_RETRY = Duration.ofMinutes(15);

    private static final String FILLED = "(filled)";

    private final long nowMillis;
    private final Duration interval;
    private final Map<String, String> before;
    private final Map<String, String> entries;

    private Rounds(long nowMillis, Duration interval, Map<String, String> entries) {
        this.nowMillis = nowMillis;
        this.interval = interval;
        this.before = Map.copyOf(entries);
        this.entries = new HashMap<>(entries);
    }

    /** As the component's cluster state has them, by HubSpot's clock. */
    public static Rounds of(ProcessContext context, ProcessSession session) {
        var interval =
                context.getProperty(INTERVAL).evaluateAttributeExpressions().asDuration();
        var now = HubSpotProcessorProperties.client(context).serverNow().toEpochMilli();
        try {
            return new Rounds(now, interval, session.getState(Scope.CLUSTER).toMap());
        } catch (IOException e) {
            throw new ProcessException("The cluster state cannot be read, so it is unknown what is due", e);
        }
    }

    /** For a processor that does everything at every run; nothing is remembered. */
    static Rounds once() {
        return new Rounds(0, LAST_RETRY, Map.of());
    }

    public boolean isDue(String part) {
        var entry = entries.get(part);
        return entry == null || nowMillis >= dueAt(entry);
    }

    public void succeeded(String part) {
        // A run schedule of the same length must not miss it by a moment.
        var slack = Math.min(interval.toMillis() / 10, FIRST_RETRY.toMillis());
        entries.put(part, nowMillis + interval.toMillis() - slack + " 0");
    }

    public void failed(String part) {
        var failures = failures(entries.getOrDefault(part, "0 0"));
        var retry = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 10));
        var wait = retry.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry;
        var soon = wait.compareTo(interval) > 0 ? interval : wait;
        entries.put(part, nowMillis + soon.toMillis() + " " + (failures + 1));
    }

    /** Whether the part failed when it was last done. */
    boolean hasFailed(String part) {
        return failures(entries.getOrDefault(part, "0 0")) > 0;
    }

    public void forget(String part) {
        entries.remove(part);
    }

    /** Everything is due. */
    void forgetAll() {
        entries.keySet().removeIf(part -> !part.equals(FILLED));
    }

    /** The part is due again after this time, whatever becomes of it. */
    void pause(String part, Duration pause) {
        entries.put(part, nowMillis + pause.toMillis() + " 0");
    }

    /** What is read goes into this table. */
    public void fills(String table) {
        var tables = new TreeSet<>(filled());
        tables.add(table);
        note(FILLED, List.copyOf(tables));
    }

    /** The tables that anything was read for. */
    List<String> filled() {
        return words(FILLED);
    }

    /** Words that are kept under a name which no part has; none before they were noted. */
    List<String> words(String name) {
        var text = entries.getOrDefault(name, "");
        return text.isEmpty() ? List.of() : List.of(text.split("\n"));
    }

    void note(String name, List<String> words) {
        entries.put(name, String.join("\n", words));
    }

    public void remember(ProcessSession session) {
        if (entries.equals(before)) {
            return;
        }
        try {
            session.setState(entries, Scope.CLUSTER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long dueAt(String entry) {
        return Long.parseLong(entry.substring(0, entry.indexOf(' ')));
    }

    private static int failures(String entry) {
        return Integer.parseInt(entry.substring(entry.indexOf(' ') + 1));
    }
}
