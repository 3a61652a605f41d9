package io.hubflow.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.verify.Finding;
import io.hubflow.engine.verify.TableVerification;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.engine.verify.VerifyReport;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VerifyTableTest {
    private static final Instant MOMENT = Instant.parse("2026-11-28T10:00:00Z");
    private static final VerifyOptions OPTIONS =
            new VerifyOptions(VerifyOptions.Values.SAMPLE, 500, 1, VerifyOptions.AfterFinding.REPORT);

    @Test
    void saysWhyMoreRowsThanHubSpotsNumberAreNoDifference() {
        assertThat(text(607, 870, List.of()))
                .contains("companies: HubSpot's number leaves out 263 of the live rows.", "created after " + MOMENT);
    }

    @Test
    void saysNothingOfItWhereTheNumbersAgreeOrTheFindingsTellTheDifference() {
        var extra = new Finding(Finding.Kind.EXTRA, 7, List.of(), "HubSpot does not have the record");

        assertThat(text(870, 870, List.of())).doesNotContain("leaves out");
        assertThat(text(869, 870, List.of(extra))).doesNotContain("leaves out");
    }

    private static String text(long records, long rows, List<Finding> findings) {
        var tally = new TableVerification.Tally(OptionalLong.of(records), rows, 0, 500, 0, 0, 9);
        var table = TableVerification.of("companies", "companies", MOMENT, tally, findings);
        var report =
                new VerifyReport("20261128T100000.000Z", MOMENT, MOMENT, 9, VerifyReport.Maker.HUBFLOW, List.of(table));
        return VerifyTable.of(report, OPTIONS, "DuckDB file crm.duckdb");
    }
}
