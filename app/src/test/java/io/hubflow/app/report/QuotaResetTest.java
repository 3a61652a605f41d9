package io.hubflow.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.AccountDetails;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaResetTest {
    private static final Instant NOW = Instant.parse("2026-11-28T18:30:00Z");
    private static final ZoneId PORTAL = ZoneId.of("America/New_York");
    private static final ZoneId LOCAL = ZoneId.of("Europe/Berlin");

    @Test
    void tellsThePortalsMidnightInLocalTimeAndHours() {
        assertThat(QuotaReset.of(report(ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT), () -> Optional.of(PORTAL), NOW, LOCAL))
                .hasValue("HubSpot's daily quota is reset at midnight in the portal's time zone (America/New_York):"
                        + " 2026-11-29 06:00 here (Europe/Berlin), in 10.5 hours. Run the same command again then.");
    }

    @Test
    void saysThatItDoesNotKnowTheZoneOfAnUnknownPortal() {
        assertThat(QuotaReset.of(report(ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT), Optional::empty, NOW, LOCAL))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("which this token may not see"));
    }

    @Test
    void aRunThatTheQuotaStopsBeforeItBeginsSaysWhenToComeBack() {
        var spent = new ConnectorException(
                ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT, "The limit is spent.", "The rest is read later.", "Run again.");
        var other = new ConnectorException(ErrorCode.HUBSPOT_UNAVAILABLE, "It failed.", "", "");

        assertThat(QuotaReset.explained(spent, () -> Optional.of(PORTAL), NOW, LOCAL))
                .hasMessage(
                        "The limit is spent. The rest is read later. HubSpot's daily quota is reset at midnight in the"
                                + " portal's time zone (America/New_York): 2026-11-29 06:00 here (Europe/Berlin), in 10.5 hours."
                                + " Run the same command again then.");
        assertThat(QuotaReset.explained(spent, Optional::empty, NOW, LOCAL)).isSameAs(spent);
        assertThat(QuotaReset.explained(other, () -> Optional.of(PORTAL), NOW, LOCAL))
                .isSameAs(other);
    }

    @Test
    void isSilentAboutOtherFailures() {
        assertThat(QuotaReset.of(report(ErrorCode.HUBSPOT_UNAVAILABLE), Optional::empty, NOW, LOCAL))
                .isEmpty();
    }

    @Test
    void takesTheRecordedZoneWhereHubSpotDoesNotTellIt() {
        var recorded = PortalIdentity.UNKNOWN.withTimeZone("America/New_York");
        var account = new AccountDetails(1, "STANDARD", "Asia/Tokyo", "app.hubspot.com");

        assertThat(QuotaReset.zone(Optional.empty(), () -> recorded)).hasValue(PORTAL);
        assertThat(QuotaReset.zone(Optional.of(account), () -> recorded)).hasValue(ZoneId.of("Asia/Tokyo"));
        assertThat(QuotaReset.zone(Optional.empty(), () -> PortalIdentity.UNKNOWN))
                .isEmpty();
    }

    private static RunReport report(ErrorCode code) {
        var failure = new ConnectorException(code, "It failed.", "", "");
        return new RunReport(
                "r1",
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(new ObjectReport(
                        "contacts",
                        ObjectReport.Mode.CHANGES,
                        0,
                        0,
                        0,
                        0,
                        0,
                        CallCounts.ZERO,
                        Duration.ZERO,
                        List.of(),
                        Optional.of(failure))));
    }
}
