package io.hubflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.app.report.RunTable;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.RunWarning;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
    @ParameterizedTest
    @CsvSource({
        "CONFIGURATION_INVALID, 2",
        "OBJECT_TYPE_UNKNOWN, 2",
        "HUBSPOT_TOKEN_REJECTED, 3",
        "HUBSPOT_SCOPE_MISSING, 3",
        "HUBSPOT_UNREACHABLE, 1",
        "HUBSPOT_DAILY_QUOTA_SPENT, 5",
        "DESTINATION_LOCKED, 4",
        "COMMIT_OUTCOME_UNKNOWN, 4",
        "INTERRUPTED, 130",
        "BUG, 1",
    })
    void mapsAFailureBeforeTheRun(ErrorCode code, int number) {
        assertThat(ExitCode.of(code).number()).isEqualTo(number);
    }

    @Test
    void isZeroWhenAllObjectTypesCameThrough() {
        assertThat(ExitCode.of(report(null, null))).isEqualTo(ExitCode.OK);
    }

    @Test
    void isOneWhenOneOfSeveralObjectTypesLacksItsScope() {
        assertThat(ExitCode.of(report(null, ErrorCode.HUBSPOT_SCOPE_MISSING))).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void isOneWhenAnObjectTypeCameThroughWithAWarning() {
        var warning = new RunWarning(RunWarning.Code.HUBSPOT_INCOMPLETE, "One is missing.");
        var report = new RunReport(
                "r1", Instant.EPOCH, Instant.EPOCH, List.of(object(null), object(null, List.of(warning))));

        assertThat(report.status()).isEqualTo(RunReport.Status.INCOMPLETE);
        assertThat(ExitCode.of(report)).isEqualTo(ExitCode.FAILED);
        assertThat(RunTable.of(report))
                .contains(" incomplete", "contacts: HUBSPOT_INCOMPLETE: One is missing.", "Done, but not complete");
    }

    @Test
    void isThreeWhenEveryObjectTypeLacksItsScope() {
        assertThat(ExitCode.of(report(ErrorCode.HUBSPOT_SCOPE_MISSING, ErrorCode.HUBSPOT_SCOPE_MISSING)))
                .isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void isOneWhenObjectTypesFailedForDifferentReasons() {
        assertThat(ExitCode.of(report(ErrorCode.HUBSPOT_SCOPE_MISSING, ErrorCode.HUBSPOT_UNAVAILABLE)))
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void isFiveWhenTheQuotaWasSpentHalfWay() {
        assertThat(ExitCode.of(report(null, ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT)))
                .isEqualTo(ExitCode.QUOTA_SPENT);
    }

    @Test
    void isFourWhenTheDestinationFailedWhateverElseDid() {
        assertThat(ExitCode.of(report(
                        ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT,
                        ErrorCode.DESTINATION_FULL,
                        ErrorCode.HUBSPOT_SCOPE_MISSING)))
                .isEqualTo(ExitCode.DESTINATION);
    }

    private static RunReport report(@Nullable ErrorCode... errors) {
        var objects = Arrays.stream(errors).map(ExitCodeTest::object).toList();
        return new RunReport("r1", Instant.EPOCH, Instant.EPOCH, objects);
    }

    private static ObjectReport object(@Nullable ErrorCode code) {
        return object(code, List.of());
    }

    private static ObjectReport object(@Nullable ErrorCode code, List<RunWarning> warnings) {
        return new ObjectReport(
                "contacts",
                ObjectReport.Mode.SNAPSHOT,
                0,
                0,
                0,
                0,
                0,
                CallCounts.ZERO,
                Duration.ZERO,
                warnings,
                Optional.ofNullable(code).map(c -> new ConnectorException(c, "It failed.", "", "")));
    }
}
