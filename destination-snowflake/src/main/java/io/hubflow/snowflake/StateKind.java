package io.hubflow.snowflake;

/** What an entry of the stored state is about. */
enum StateKind {
    /** The row of {@code _HUBFLOW_META}. */
    META,
    /** A checkpoint. */
    STREAM,
    /** A table and its columns, as {@link WarehouseTable} writes them. */
    TABLE,
    /** The digest of a reference table's content, so that the same content is not written again. */
    REFERENCE,
    /** When a table was made, as Snowflake tells it; of a reference table, for each part. See {@link StoredState#isReplaced}. */
    MADE
}
