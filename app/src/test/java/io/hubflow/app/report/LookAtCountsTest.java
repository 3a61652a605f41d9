package io.hubflow.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.report.Departures;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookAtCountsTest {
    @Test
    void unparsedValuesAreFoundInTheFirstTableThatHasSome() {
        var lines = LookAtCounts.of(
                List.of(
                        report("contacts", "contacts", 0, 0, 0),
                        report("deals", "deals", 3, 0, 0),
                        report("tickets", "tickets", 9, 0, 0)),
                " --to crm.duckdb");

        assertThat(lines)
                .satisfiesExactly(
                        meaning -> assertThat(meaning).startsWith("unparsed: ").contains("NULL", "_unparsed"),
                        query -> assertThat(query.strip())
                                .isEqualTo("hubflow query 'select _id, _unparsed from deals"
                                        + " where _unparsed is not null limit 20' --to crm.duckdb"));
    }

    @Test
    void quarantinedRecordsAreFoundInTheQuarantine() {
        assertThat(LookAtCounts.of(List.of(report("deals", "deals", 0, 0, 1)), " --to snowflake"))
                .satisfiesExactly(
                        meaning ->
                                assertThat(meaning).startsWith("quarantined: ").contains("no row", "kept whole"),
                        query -> assertThat(query.strip())
                                .isEqualTo(
                                        "hubflow query 'select * from _hubflow_quarantine limit 20' --to snowflake"));
    }

    @Test
    void eachCountHasItsLinesAndOneOfZeroHasNone() {
        assertThat(LookAtCounts.of(List.of(report("deals", "deals", 1, 2, 3)), ""))
                .filteredOn(line -> !line.startsWith(" "))
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactly("unparsed", "rounded", "quarantined");
        assertThat(LookAtCounts.of(List.of(report("deals", "deals", 0, 0, 0)), ""))
                .isEmpty();
    }

    @Test
    void aTypeThatIsKnownByItsIdIsAskedForByItsTable() {
        assertThat(LookAtCounts.of(List.of(report("2-17013344", "object_2_17013344", 1, 0, 0)), ""))
                .anyMatch(line -> line.contains(" from object_2_17013344 where "))
                .noneMatch(line -> line.contains("2-17013344"));
    }

    private static ObjectReport report(String objectType, String table, long unparsed, long rounded, long quarantined) {
        return new ObjectReport(
                objectType,
                table,
                ObjectReport.Mode.SNAPSHOT,
                10,
                10,
                0,
                unparsed,
                rounded,
                quarantined,
                Departures.NONE,
                Optional.empty(),
                CallCounts.ZERO,
                Duration.ofSeconds(1),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
