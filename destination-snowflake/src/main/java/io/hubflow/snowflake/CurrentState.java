package io.hubflow.snowflake;

import org.jspecify.annotations.Nullable;

/**
 * The state beside the rows, read once and then kept up to date by our own commits. It also notices commits of other writers
 * between two readings, and has what is known of the rows forgotten then. Guarded by the destination's lock.
 */
final class CurrentState {
    private final SnowflakeSessions sessions;
    private final StateTable table;
    private final LocalKnowledge local;
    private @Nullable StoredState state;
    private long commitsBefore = -1;

    CurrentState(SnowflakeSessions sessions, StateTable table, LocalKnowledge local) {
        this.sessions = sessions;
        this.table = table;
        this.local = local;
    }

    /** Asks Snowflake unless the state is known. */
    StoredState get() {
        if (state == null) {
            var loaded = sessions.call(table::load);
            if (commitsBefore < 0) {
                commitsBefore = loaded.commits();
            } else if (!local.unchanged().madeAll(loaded.commits() - commitsBefore)) {
                local.forgetContent();
            }
            state = loaded;
        }
        return state;
    }

    /** Whether a table or view of this name is in the schema. */
    boolean hasObject(String table) {
        return get().hasObject(Identifiers.upper(table));
    }

    /** Commits that the schema had seen when the state was first read; negative before. */
    long commitsBefore() {
        return commitsBefore;
    }

    boolean isKnown() {
        return state != null;
    }

    /** The next question goes to Snowflake: a commit failed, or another writer's may have come. */
    void forget() {
        state = null;
    }

    /** As {@link #forget}, and other writers' commits up to the next reading count as made before it. */
    void rest() {
        state = null;
        commitsBefore = -1;
    }
}
