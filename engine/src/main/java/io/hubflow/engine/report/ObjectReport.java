package io.hubflow.engine.report;

import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One object type's part of a run.
 *
 * @param table where its rows are; empty when it failed before that was known
 * @param rowsRead records that HubSpot sent, repeats included
 * @param rowsWritten rows inserted or updated
 * @param rowsUnchanged merged rows whose content the table already had
 * @param unparsedValues values that did not fit their column, which is null; {@code _unparsed} has them
 * @param roundedValues values stored as near as the column's type allows; {@code _unparsed} has them exactly
 * @param departures records that are gone, or came back
 * @param greatestAge how long ago the row was read that has waited longest: a value that changes without a new modification
 *     time, such as a calculated one, is at most so old. Absent while not all rows have been read
 * @param warnings what could not be done completely, in the order in which it was found
 * @param facts tables of links and histories that these records own or that were read beside them
 * @param route how a first load reads the records and why, in a sentence; absent where there was nothing to choose
 * @param error why this object type failed or was parked; what was committed before stays
 */
public record ObjectReport(
        String objectType,
        String table,
        Mode mode,
        long rowsRead,
        long rowsWritten,
        long rowsUnchanged,
        long unparsedValues,
        long roundedValues,
        long quarantined,
        Departures departures,
        Optional<Duration> greatestAge,
        CallCounts apiCalls,
        Duration elapsed,
        List<RunWarning> warnings,
        List<FactReport> facts,
        Optional<String> route,
        Optional<ConnectorException> error) {
    public ObjectReport {
        warnings = List.copyOf(warnings);
        facts = List.copyOf(facts);
    }

    /** In a table of its own name, with no value rounded, no record gone and without facts. */
    public ObjectReport(
            String objectType,
            Mode mode,
            long rowsRead,
            long rowsWritten,
            long rowsUnchanged,
            long unparsedValues,
            long quarantined,
            CallCounts apiCalls,
            Duration elapsed,
            List<RunWarning> warnings,
            Optional<ConnectorException> error) {
        this(
                objectType,
                objectType,
                mode,
                rowsRead,
                rowsWritten,
                rowsUnchanged,
                unparsedValues,
                0,
                quarantined,
                Departures.NONE,
                Optional.empty(),
                apiCalls,
                elapsed,
                warnings,
                List.of(),
                Optional.empty(),
                error);
    }

    /** An object type that failed before anything of it was read. */
    public static ObjectReport failed(String objectType, List<RunWarning> warnings, ConnectorException why) {
        return new ObjectReport(
                objectType,
                "",
                Mode.CHANGES,
                0,
                0,
                0,
                0,
                0,
                0,
                Departures.NONE,
                Optional.empty(),
                CallCounts.ZERO,
                Duration.ZERO,
                warnings,
                List.of(),
                Optional.empty(),
                Optional.of(why));
    }

    /** The same with this failure. */
    public ObjectReport with(ConnectorException failure) {
        return new ObjectReport(
                objectType,
                table,
                mode,
                rowsRead,
                rowsWritten,
                rowsUnchanged,
                unparsedValues,
                roundedValues,
                quarantined,
                departures,
                greatestAge,
                apiCalls,
                elapsed,
                warnings,
                facts,
                route,
                Optional.of(failure));
    }

    /** Whether it came through, but not with everything. */
    public boolean incomplete() {
        return error.isEmpty() && !warnings.isEmpty();
    }

    /** Whether the run had to load everything (or go on doing so), or only what changed. */
    public enum Mode {
        SNAPSHOT,
        CHANGES
    }
}
