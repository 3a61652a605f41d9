package io.hubflow.simulator.quota;

import java.util.ArrayList;
import java.util.List;

/** The first calls since the last reset, in the order in which they were answered. Safe for use by many threads. */
public final class CallLog {
    /** More than a run that finds nothing makes, and enough of a first load to see how it begins. */
    private static final int CAPACITY = 2_000;

    /** Of longer texts the beginning is kept: the property names of a list fill kilobytes. */
    private static final int TEXT_LENGTH = 600;

    private final List<Entry> entries = new ArrayList<>();

    /**
     * One call.
     *
     * @param arrivedMillis by the simulator's clock
     * @param objectType plural name; empty for calls that concern none
     * @param target path and query, shortened
     * @param body shortened; empty when there was none
     * @param status 0 for an answer that never came
     */
    public record Entry(
            long arrivedMillis,
            long answeredMillis,
            String endpoint,
            String objectType,
            String method,
            String target,
            String body,
            int status) {
        /** Shortens the texts. */
        public Entry {
            target = shortened(target);
            body = shortened(body);
        }

        private static String shortened(String text) {
            return text.length() <= TEXT_LENGTH ? text : text.substring(0, TEXT_LENGTH) + "…";
        }
    }

    /** Notes a call. When the log is full, it is left out. */
    public synchronized void add(Entry entry) {
        if (entries.size() < CAPACITY) {
            entries.add(entry);
        }
    }

    /** A copy. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    synchronized void clear() {
        entries.clear();
    }
}
