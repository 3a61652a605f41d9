package io.hubflow.engine;

import io.hubflow.error.ConnectorException;
import java.util.Locale;
import java.util.Optional;

/** How one object type's part of a run stands or ended; the words of {@code _hubflow_runs.status}. */
public enum RunStatus {
    /** It is under way. */
    RUNNING,
    /** Everything asked for was done. */
    SUCCEEDED,
    /** It came through, but not with everything: the warnings tell what is missing. */
    INCOMPLETE,
    /** It failed; the report tells why. */
    FAILED,
    /** A person or the system stopped it. */
    INTERRUPTED,
    /** HubSpot's daily quota was spent; the next run resumes. */
    QUOTA_SPENT,
    /** It ended without recording an end, for example by a kill; the next run noticed. */
    KILLED;

    static RunStatus ended(Optional<ConnectorException> error, boolean warned) {
        if (error.isEmpty()) {
            return warned ? INCOMPLETE : SUCCEEDED;
        }
        return switch (error.get().code().category()) {
            case INTERRUPTION -> INTERRUPTED;
            case QUOTA -> QUOTA_SPENT;
            case CONFIGURATION, PERMISSION, UPSTREAM, DESTINATION, BUG -> FAILED;
        };
    }

    /** As the table and the reports have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
