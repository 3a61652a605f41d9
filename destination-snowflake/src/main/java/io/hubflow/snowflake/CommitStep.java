package io.hubflow.snowflake;

/** The moments between the steps of a commit, in order. Tests stop a commit at each. */
enum CommitStep {
    CONNECTED,
    STATE_TABLE_READY,
    TABLES_READY,
    UPLOADED,
    BEGUN,
    LOCKED,
    STATE_MERGED,
    ROWS_MERGED,
    BEFORE_COMMIT,
    COMMITTED,
    CLEANED;

    /** Told of each step; does nothing outside of tests. */
    @FunctionalInterface
    interface Observer {
        Observer NONE = step -> {};

        void reached(CommitStep step);
    }
}
