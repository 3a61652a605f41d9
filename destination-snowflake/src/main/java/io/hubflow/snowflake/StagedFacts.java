package io.hubflow.snowflake;

import io.hubflow.engine.destination.FactTable;
import java.util.LinkedHashSet;
import java.util.Set;

/** Finished files of one stage of facts and what is known of the sets in them. Not thread-safe; a stage hands it to its commit. */
final class StagedFacts {
    private final FactTable table;
    private final StagedParts parts = new StagedParts();
    private final SentSets sent = new SentSets();
    private final Set<String> forgottenColumns = new LinkedHashSet<>();
    private long sets;
    private long rows;
    private long forgotten;
    private boolean sendsSets;
    private boolean sendsRows;
    private long earliestForgotten = Long.MAX_VALUE;

    StagedFacts(FactTable table) {
        this.table = table;
    }

    FactTable table() {
        return table;
    }

    /** Of every set, also one that need not be sent. */
    void count(long setRows) {
        sets++;
        rows += setRows;
    }

    /** Of a set that is in the files. */
    void sent(long ownerId, long hash, long readAtMillis, long setRows) {
        sendsSets = true;
        sendsRows |= setRows > 0;
        sent.add(ownerId, hash, readAtMillis);
    }

    void forgotten(String column, long readAtMillis) {
        forgotten++;
        forgottenColumns.add(column);
        earliestForgotten = Math.min(earliestForgotten, readAtMillis);
    }

    /** Takes over everything of {@code later}. */
    void join(StagedFacts later) {
        parts.join(later.parts);
        sent.addAll(later.sent);
        forgottenColumns.addAll(later.forgottenColumns);
        sets += later.sets;
        rows += later.rows;
        forgotten += later.forgotten;
        sendsSets |= later.sendsSets;
        sendsRows |= later.sendsRows;
        earliestForgotten = Math.min(earliestForgotten, later.earliestForgotten);
    }

    StagedParts parts() {
        return parts;
    }

    SentSets sentSets() {
        return sent;
    }

    /** Whether the files hold a set, be it empty. */
    boolean sendsSets() {
        return sendsSets;
    }

    /** Whether the files hold a set that is not empty. */
    boolean sendsRows() {
        return sendsRows;
    }

    Set<String> forgottenColumns() {
        return forgottenColumns;
    }

    long earliestForgotten() {
        return earliestForgotten;
    }

    long rows() {
        return rows;
    }

    long entries() {
        return sets + rows + forgotten;
    }
}
