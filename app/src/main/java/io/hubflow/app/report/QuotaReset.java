package io.hubflow.app.report;

import io.hubflow.engine.checkpoint.PortalIdentity;
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
import java.util.function.Supplier;

/**
 * When a spent daily quota comes back: at midnight in the portal's time zone (HubSpot's usage guidelines). Told in the local
 * time of who reads it, because nobody knows by heart where the portal's midnight is.
 */
public final class QuotaReset {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private QuotaReset() {}

    /** A sentence, absent when the run did not end for its quota. @param zone the portal's, asked only if needed */
    public static Optional<String> of(
            RunReport report, Supplier<Optional<ZoneId>> zone, Instant now, ZoneId localZone) {
        var spent = report.objects().stream()
                .flatMap(object -> object.error().stream())
                .anyMatch(error -> error.code() == ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT);
        return spent ? Optional.of(sentence(zone.get(), now, localZone)) : Optional.empty();
    }

    /** The same failure; one for the quota says when that comes back, where the portal's time zone is known. */
    public static ConnectorException explained(
            ConnectorException error, Supplier<Optional<ZoneId>> zone, Instant now, ZoneId localZone) {
        var known = error.code() == ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT ? zone.get() : Optional.<ZoneId>empty();
        return known.isEmpty()
                ? error
                : new ConnectorException(
                        error.code(), error.what(), error.meaning(), sentence(known, now, localZone), error);
    }

    /** The next midnight in the portal's time zone; in UTC when the zone is not known. */
    public static Instant next(Optional<ZoneId> zone, Instant now) {
        var known = zone.orElse(ZoneOffset.UTC);
        return now.atZone(known).toLocalDate().plusDays(1).atStartOfDay(known).toInstant();
    }

    /**
     * The portal's time zone as HubSpot has just told it, or as an earlier run has recorded it: not every token may see it.
     *
     * @param recorded asked where HubSpot has not told it
     */
    public static Optional<ZoneId> zone(Optional<AccountDetails> account, Supplier<PortalIdentity> recorded) {
        return account.map(AccountDetails::timeZone)
                .flatMap(QuotaReset::zone)
                .or(() -> zone(recorded.get().timeZone()));
    }

    private static Optional<ZoneId> zone(String name) {
        try {
            return Optional.of(ZoneId.of(name));
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
