package io.hubflow.engine.verify;

import io.hubflow.engine.verify.Finding.Kind;
import io.hubflow.error.ConnectorException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was found out about one table.
 *
 * @param objectType whose records, or whose records' links or histories
 * @param moment the statement holds for everything that HubSpot had then; later changes are fresh
 * @param notCompared properties whose values are not compared, because the next sync reads them again
 * @param findings what differed; after a repair, what differed before it
 * @param unexplained what still differs; the findings where nothing was repaired
 * @param error why the comparison ended early
 */
public record TableVerification(
        String objectType,
        String table,
        Instant moment,
        Tally tally,
        List<String> notCompared,
        List<Finding> findings,
        List<Finding> unexplained,
        Optional<ConnectorException> error) {
    /**
     * What was counted.
     *
     * @param hubSpotRecords HubSpot's count of the records that the table should have; absent for links and histories
     * @param rows of the table, whatever they say of their record
     * @param archivedRows those of them that are marked as archived, deleted, merged or out of the filter; of a table that
     *     another tool made, rows of deleted records and older versions of rows
     * @param compared records, or owners of links, that were compared value by value
     * @param fresh records that changed after the moment, so that nothing is said about them
     * @param unproven sets of links or histories that no hash was kept of, and that were not compared
     * @param calls of HubSpot's API that the comparison took
     */
    public record Tally(
            OptionalLong hubSpotRecords,
            long rows,
            long archivedRows,
            long compared,
            long fresh,
            long unproven,
            long calls) {
        static final Tally NOTHING = new Tally(OptionalLong.empty(), 0, 0, 0, 0, 0, 0);

        /** Rows of records that are in HubSpot, as far as the table knows; the ones to compare with HubSpot's count. */
        public long liveRows() {
            return rows - archivedRows;
        }
    }

    public TableVerification {
        notCompared = List.copyOf(notCompared);
        findings = sorted(findings);
        unexplained = sorted(unexplained);
    }

    private static List<Finding> sorted(List<Finding> findings) {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::kind).thenComparing(Finding::id))
                .toList();
    }

    /** A comparison that came to its end, of a table in which nothing has been repaired yet. */
    public static TableVerification of(
            String objectType, String table, Instant moment, Tally tally, List<Finding> findings) {
        return new TableVerification(objectType, table, moment, tally, List.of(), findings, findings, Optional.empty());
    }

    public static TableVerification failed(String objectType, String table, ConnectorException why) {
        return new TableVerification(
                objectType, table, Instant.EPOCH, Tally.NOTHING, List.of(), List.of(), List.of(), Optional.of(why));
    }

    /** The same after a repair, with what it did not settle. */
    public TableVerification repairedTo(List<Finding> left) {
        return new TableVerification(objectType, table, moment, tally, notCompared, findings, left, error);
    }

    /** The same, which says nothing about the values of these properties. */
    public TableVerification withoutComparing(List<String> properties) {
        return new TableVerification(objectType, table, moment, tally, properties, findings, unexplained, error);
    }

    public long count(Kind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).count();
    }

    /** Whether the table is what HubSpot has, now. */
    public boolean isRight() {
        return error.isEmpty() && unexplained.isEmpty();
    }

    /** Findings that a repair has settled. */
    public long repaired() {
        return findings.size() - unexplained.size();
    }
}
