package io.hubflow.engine.checkpoint;

/**
 * How far records have been asked for whose rows say that they left the filter.
 *
 * @param passMillis {@link RefreshProgress#wholeSinceMillis} when the last round of questions began; 0 = none has, also in states of
 *     older versions
 * @param nextId where the round goes on; 0 = it came to its end
 */
public record ScopeCheck(long passMillis, long nextId) {
    /** No round has begun. */
    public static final ScopeCheck NONE = new ScopeCheck(0, 0);

    /** Whether a round has begun and not ended. */
    public boolean isUnderWay() {
        return nextId > 0;
    }
}
