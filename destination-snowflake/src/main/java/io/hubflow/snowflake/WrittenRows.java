package io.hubflow.snowflake;

import io.hubflow.engine.destination.CommitResult;

/**
 * What a commit did with a stage's rows, or with its departures.
 *
 * @param table Snowflake's name
 * @param staged what was in the files
 * @param alone whether the table was made by this commit and holds nothing else
 * @param changedOthers whether rows that were not sent were changed, too
 */
record WrittenRows(
        CommitResult.TableResult result, String table, StagedRows staged, boolean alone, boolean changedOthers) {
    SentRows sent() {
        return staged.sentRows();
    }

    /** Whether each row that was sent is now in the table as it was sent, and no other row has changed. */
    boolean complete() {
        return !removes() && !changedOthers && sent().allWritten(result.inserted() + result.updated());
    }

    /** Whether it took rows out of the table. */
    boolean removes() {
        return staged.removes();
    }
}
