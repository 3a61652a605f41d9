package io.hubflow.engine;

import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.util.Optional;

/**
 * One object type's part of a run.
 *
 * @param rowsRead records that HubSpot sent, repeats included
 * @param rowsWritten rows inserted or updated
 * @param rowsUnchanged merged rows whose content the table already had
 * @param unparsedValues values that went to {@code _unparsed}
 * @param error why this object type failed or was parked; what was committed before stays
 */
public record ObjectReport(
        String objectType,
        Mode mode,
        long rowsRead,
        long rowsWritten,
        long rowsUnchanged,
        long unparsedValues,
        long quarantined,
        CallCounts apiCalls,
        Duration elapsed,
        Optional<ConnectorException> error) {
    /** The same with this failure. */
    ObjectReport with(ConnectorException failure) {
        return new ObjectReport(
                objectType,
                mode,
                rowsRead,
                rowsWritten,
                rowsUnchanged,
                unparsedValues,
                quarantined,
                apiCalls,
                elapsed,
                Optional.of(failure));
    }

    /** Whether the run had to load everything (or go on doing so), or only what changed. */
    public enum Mode {
        SNAPSHOT,
        CHANGES
    }
}
