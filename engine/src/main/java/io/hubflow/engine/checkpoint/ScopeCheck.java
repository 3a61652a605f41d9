package io.hubflow.engine.checkpoint;

/**
 * How far records have been asked for whose rows say that they left the filter.
 *
 * @param passMillis {@link RefreshProgress#wholeSinceMillis} when the last round of questions began; 1 = none has, but one is owed; 0 =
 *     none has, also in states of older versions
 * @param pass {@link RefreshProgress#pass} at that moment: two passes may have begun at one time by HubSpot's clock
 * @param nextId where the round goes on; 0 = it came to its end
 */
public record ScopeCheck(long passMillis, long pass, long nextId) {
    /** No round has begun. */
    public static final ScopeCheck NONE = new ScopeCheck(0, 0, 0);

    /** A filter may have left rows behind, and nobody has asked for their records yet: the next refresh pass is followed by a round. */
    public static final ScopeCheck OWED = new ScopeCheck(1, -1, 0);

    /** A round that follows the last refresh pass and has asked of nothing. */
    public static ScopeCheck after(RefreshProgress refresh) {
        return new ScopeCheck(refresh.wholeSinceMillis(), refresh.pass(), 1);
    }

    /** @param id where the round goes on; 0 = it came to its end */
    public ScopeCheck at(long id) {
        return new ScopeCheck(passMillis, pass, id);
    }

    /** Whether a filter may have left rows behind. */
    public boolean mayConcernRows() {
        return passMillis > 0;
    }

    /** Whether a round has begun and not ended. */
    public boolean isUnderWay() {
        return nextId > 0;
    }
}
