package io.hubflow.engine.checkpoint;

import java.util.Comparator;

/**
 * A record that HubSpot did not give when it was asked for by id, without naming it as not found.
 *
 * @param id the record
 * @param outOfScope whether its row says that it left the filter
 */
public record NotGiven(long id, boolean outOfScope) implements Comparable<NotGiven> {
    private static final Comparator<NotGiven> ORDER =
            Comparator.comparingLong(NotGiven::id).thenComparing(NotGiven::outOfScope);

    @Override
    public int compareTo(NotGiven other) {
        return ORDER.compare(this, other);
    }
}
