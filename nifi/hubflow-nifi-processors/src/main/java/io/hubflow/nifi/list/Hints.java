package io.hubflow.nifi.list;

import io.hubflow.engine.checkpoint.RefreshBudget;
import java.util.HashMap;
import java.util.Map;

/**
 * NiFi's component state: a {@link Hint} for each object type under {@code contacts.in_flight}, and what is left of the refresh
 * budget. Types that are no longer asked for keep theirs. What earlier versions kept there is dropped: it told of slices that
 * were handed out, not of rows that have arrived.
 */
final class Hints {
    private static final String IN_FLIGHT = ".in_flight";
    private static final String BUDGET = "refresh_budget";
    private static final String EARLIER_PROPERTIES = ".properties";

    private final Map<String, String> entries;
    private final Map<String, String> before;

    Hints(Map<String, String> entries) {
        this.before = Map.copyOf(entries);
        this.entries = new HashMap<>(entries);
    }

    Hint of(String objectType) {
        var text = entries.get(objectType + IN_FLIGHT);
        return text == null ? Hint.NONE : Hint.parse(text);
    }

    /** Whether this object type was planned before, by this version or an earlier one. */
    boolean isPlanned(String objectType) {
        return entries.containsKey(objectType + IN_FLIGHT) || entries.containsKey(objectType);
    }

    void remember(String objectType, Hint hint) {
        entries.put(objectType + IN_FLIGHT, hint.toText());
        entries.remove(objectType);
        entries.remove(objectType + EARLIER_PROPERTIES);
    }

    long rowsInFlight() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(IN_FLIGHT))
                .mapToLong(entry -> Hint.parse(entry.getValue()).rowsInFlight())
                .sum();
    }

    RefreshBudget.Bucket budget() {
        var text = entries.getOrDefault(BUDGET, "");
        var at = text.indexOf('@');
        try {
            return at < 0
                    ? RefreshBudget.Bucket.FULL
                    : new RefreshBudget.Bucket(
                            Double.parseDouble(text.substring(0, at)), Long.parseLong(text.substring(at + 1)));
        } catch (NumberFormatException e) {
            return RefreshBudget.Bucket.FULL;
        }
    }

    void remember(RefreshBudget.Bucket bucket) {
        if (bucket.atMillis() > 0) {
            entries.put(BUDGET, bucket.tokens() + "@" + bucket.atMillis());
        }
    }

    Map<String, String> entries() {
        return Map.copyOf(entries);
    }

    boolean isChanged() {
        return !entries.equals(before);
    }
}
