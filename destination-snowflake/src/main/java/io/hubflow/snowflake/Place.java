package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

/** The schema that hubflow writes to, and the full names of what lies in it. */
record Place(String database, String schema) {
    static final String STAGE = "HUBFLOW_STAGE";
    static final String META = "_HUBFLOW_META";
    static final String STATE = "_HUBFLOW_CHECKPOINTS";
    static final String RUNS = "_HUBFLOW_RUNS";
    static final String QUARANTINE = "_HUBFLOW_QUARANTINE";
    /** When each owner's set of facts was read, and its hash. */
    static final String SETS = "_HUBFLOW_SETS";
    /** Records whose facts were forgotten. */
    static final String DEPARTURES = "_HUBFLOW_DEPARTURES";

    /** Rows that were removed because their record had departed. */
    static final String REMOVED = "_HUBFLOW_REMOVED";

    String qualifiedSchema() {
        return quote(database) + '.' + quote(schema);
    }

    /** A table, view or stage by its exact name. */
    String object(String name) {
        return qualifiedSchema() + '.' + quote(name);
    }

    /** Staged files whose names begin with {@code path}: a stage's path is a prefix, not a directory. */
    String staged(String path) {
        return '@' + object(STAGE) + '/' + path;
    }
}
