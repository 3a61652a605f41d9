package io.hubflow.error;

/** Every way in which hubflow can fail, by name; the names are stable and appear in reports. */
public enum ErrorCode {
    CONFIGURATION_INVALID(Category.CONFIGURATION, Retry.NO),
    OBJECT_TYPE_UNKNOWN(Category.CONFIGURATION, Retry.NO),
    PROPERTY_UNKNOWN(Category.CONFIGURATION, Retry.NO),
    /** The token is for another portal than the tables, or does not prove that it is for the same one. */
    PORTAL_MISMATCH(Category.CONFIGURATION, Retry.NO),

    HUBSPOT_TOKEN_REJECTED(Category.PERMISSION, Retry.NO),
    HUBSPOT_TOKEN_EXPIRED(Category.PERMISSION, Retry.NO),
    HUBSPOT_SCOPE_MISSING(Category.PERMISSION, Retry.NO),

    HUBSPOT_UNREACHABLE(Category.UPSTREAM, Retry.YES),
    HUBSPOT_NOT_HUBSPOT(Category.UPSTREAM, Retry.NO),
    HUBSPOT_UNAVAILABLE(Category.UPSTREAM, Retry.YES),
    HUBSPOT_ANSWER_BROKEN(Category.UPSTREAM, Retry.YES),
    /** One record is larger than the memory that there is for an answer. */
    HUBSPOT_ANSWER_TOO_LARGE(Category.UPSTREAM, Retry.NO),
    HUBSPOT_REQUEST_REFUSED(Category.UPSTREAM, Retry.NO),
    HUBSPOT_NOT_FOUND(Category.UPSTREAM, Retry.NO),
    HUBSPOT_URL_TOO_LONG(Category.UPSTREAM, Retry.NO),
    HUBSPOT_MIGRATING(Category.UPSTREAM, Retry.YES),
    HUBSPOT_RATE_LIMITED(Category.UPSTREAM, Retry.YES),
    HUBSPOT_DAILY_QUOTA_SPENT(Category.QUOTA, Retry.LATER),
    HUBSPOT_INCOMPLETE(Category.UPSTREAM, Retry.YES),

    DESTINATION_UNREACHABLE(Category.DESTINATION, Retry.YES),
    DESTINATION_REFUSED(Category.DESTINATION, Retry.NO),
    DESTINATION_LOCKED(Category.DESTINATION, Retry.YES),
    DESTINATION_READ_ONLY(Category.DESTINATION, Retry.NO),
    DESTINATION_FULL(Category.DESTINATION, Retry.NO),
    DESTINATION_CORRUPT(Category.DESTINATION, Retry.NO),
    DESTINATION_FOREIGN_TABLE(Category.DESTINATION, Retry.NO),
    /** A table of hubflow's own that cannot be written as it is now; other tables can. */
    DESTINATION_TABLE_REFUSED(Category.DESTINATION, Retry.NO),
    DESTINATION_STATE_NEWER(Category.DESTINATION, Retry.NO),
    DESTINATION_STATE_MOVED(Category.DESTINATION, Retry.YES),
    DESTINATION_FAILED(Category.DESTINATION, Retry.NO),
    /** The commit was sent and its outcome is not known; the state decides on the next load. */
    COMMIT_OUTCOME_UNKNOWN(Category.DESTINATION, Retry.YES),

    OUT_OF_MEMORY(Category.BUG, Retry.NO),
    INTERRUPTED(Category.INTERRUPTION, Retry.YES),
    BUG(Category.BUG, Retry.NO);

    /** Who has to act. */
    public enum Category {
        CONFIGURATION,
        PERMISSION,
        UPSTREAM,
        QUOTA,
        DESTINATION,
        INTERRUPTION,
        BUG
    }

    /** Whether the same work can succeed when it is tried again without a change. */
    public enum Retry {
        NO,
        YES,
        /** Only after HubSpot's daily counter has been reset. */
        LATER
    }

    private final Category category;
    private final Retry retry;

    ErrorCode(Category category, Retry retry) {
        this.category = category;
        this.retry = retry;
    }

    public Category category() {
        return category;
    }

    public Retry retry() {
        return retry;
    }

    /** Whether it is about one table of the destination, so that the others can be written. */
    public boolean concernsOneTable() {
        return this == DESTINATION_FOREIGN_TABLE || this == DESTINATION_TABLE_REFUSED;
    }
}
