package io.hubflow.snowflake;

import io.hubflow.engine.destination.CommitResult;

/**
 * What a commit did to one table.
 *
 * @param table Snowflake's name
 * @param sent what was in the files
 * @param alone whether the table was made by this commit and holds nothing else
 */
record WrittenRows(CommitResult.TableResult result, String table, SentRows sent, boolean alone) {
    /** Whether each row that was sent is now in the table as it was sent. */
    boolean complete() {
        return sent.allWritten(result.inserted() + result.updated());
    }
}
