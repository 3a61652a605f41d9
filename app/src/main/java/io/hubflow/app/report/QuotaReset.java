package io.hubflow.app.report;

import io.hubflow.engine.report.RunReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.AccountDetails;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * When a spent daily quota comes back: at midnight in the portal's time zone (HubSpot's usage guidelines). Told in the local
 * time of who reads it, because nobody knows by heart where the portal's midnight is.
 */
public final class QuotaReset {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private QuotaReset() {}

    /** A sentence, absent when the run did not end for its quota. */
    public static Optional<String> of(
            RunReport report, Optional<AccountDetails> account, Instant now, ZoneId localZone) {
        var spent = report.objects().stream()
                .flatMap(object -> object.error().stream())
                .anyMatch(error -> error.code() == ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT);
        return spent ? Optional.of(sentence(account.flatMap(QuotaReset::zone), now, localZone)) : Optional.empty();
    }

    /** The same failure; one for the quota says when that comes back, where the portal's time zone is known. */
    public static ConnectorException explained(
            ConnectorException error, Optional<AccountDetails> account, Instant now, ZoneId localZone) {
        var zone = account.flatMap(QuotaReset::zone);
        if (error.code() != ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT || zone.isEmpty()) {
            return error;
        }
        return new ConnectorException(
                error.code(), error.what(), error.meaning(), sentence(zone, now, localZone), error);
    }

    /** The next midnight in the portal's time zone; in UTC when the token may not see the zone. */
    public static Instant next(Optional<AccountDetails> account, Instant now) {
        var zone = account.flatMap(QuotaReset::zone).orElse(ZoneOffset.UTC);
        return now.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
    }

    private static Optional<ZoneId> zone(AccountDetails account) {
        try {
            return Optional.of(ZoneId.of(account.timeZone()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String sentence(Optional<ZoneId> portalZone, Instant now, ZoneId localZone) {
        if (portalZone.isEmpty()) {
            return "HubSpot's daily quota is reset at midnight in the portal's time zone, which this token may not see;"
                    + " run the same command again after that.";
        }
        var midnight = now.atZone(portalZone.get()).toLocalDate().plusDays(1).atStartOfDay(portalZone.get());
        var left = Duration.between(now, midnight);
        return String.format(
                Locale.ROOT,
                "HubSpot's daily quota is reset at midnight in the portal's time zone (%s): %s here (%s), in %.1f hours. Run"
                        + " the same command again then.",
                portalZone.get().getId(),
                LOCAL.format(midnight.withZoneSameInstant(localZone)),
                localZone.getId(),
                left.toMinutes() / 60.0);
    }
}
