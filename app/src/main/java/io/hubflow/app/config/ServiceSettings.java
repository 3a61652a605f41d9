package io.hubflow.app.config;

import io.hubflow.app.config.ValueType.InvalidValue;
import io.hubflow.app.config.ValueType.Shape;
import io.hubflow.service.http.Passwords;
import io.hubflow.service.notify.WebhookFormat;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.CatchUp;
import io.hubflow.service.schedule.Never;
import io.hubflow.service.schedule.Schedule;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What can be set for {@code hubflow serve}. */
public final class ServiceSettings {
    public static final Setting<String> SCHEDULE = new Setting<>(
            "schedule.data-ingestion",
            schedule(),
            "15 minutes",
            "Data Ingestion Schedule: a duration such as 15 minutes, or a cron expression such as 0 6 * * * (Unix) or"
                    + " 0 0/15 * * * ? (Quartz).");
    public static final Setting<String> GROUPS = new Setting<>(
            "schedule.groups",
            groups(),
            null,
            "Object types with schedules of their own: contacts,deals = 5 minutes; tickets = 0 6 * * *. The other object types"
                    + " follow data-ingestion. object-types names them all, one by one. Links are read between object types of"
                    + " one group.");
    public static final Setting<String> VERIFICATION = new Setting<>(
            "schedule.verification",
            checked(text -> readVerification(text, ZoneOffset.UTC)),
            "1 day",
            "When the tables are compared with HubSpot, as `hubflow verify` does: a duration, a cron expression, or never.");
    public static final Setting<ZoneId> TIME_ZONE =
            new Setting<>("schedule.time-zone", zone(), "UTC", "Time zone of cron expressions, such as Europe/Berlin.");
    public static final Setting<Duration> JITTER = new Setting<>(
            "schedule.jitter",
            ValueTypes.duration(Duration.ZERO, Duration.ofHours(1)),
            "0s",
            "Delay each start at random by up to this long.");
    public static final Setting<CatchUp> CATCH_UP = new Setting<>(
            "schedule.catch-up",
            ValueTypes.choice(CatchUp.class, rule -> rule.name().toLowerCase(Locale.ROOT)),
            "once",
            "What to do about missed runs: run once as soon as possible (once), or wait for the next one (skip).");
    public static final Setting<Duration> LAG_BOUND = new Setting<>(
            "schedule.lag-bound",
            ValueTypes.duration(Duration.ofSeconds(1), Duration.ofDays(31)),
            null,
            "An object type counts as late if the moment up to which its data is complete is longer ago than this. By default,"
                    + " it is late an hour after a run that its schedule asks for should have brought it further.");

    public static final Setting<String> HOST = new Setting<>(
            "service.host",
            ValueTypes.text(),
            "127.0.0.1",
            "Address to serve the page on. An address other than this machine's own needs password-hash or "
                    + "token-hash.");
    public static final Setting<Integer> PORT = new Setting<>(
            "service.port", ValueTypes.integer(0, 65_535), "8089", "Port of the page; 0 takes any free one.");
    public static final Setting<List<String>> HOST_NAMES = new Setting<>(
            "service.host-names",
            ValueTypes.hosts(),
            null,
            "Names by which browsers may address the page, besides localhost and IP addresses.");
    public static final Setting<String> PASSWORD_HASH = new Setting<>(
            "service.password-hash",
            hash(),
            null,
            "The hash that `hubflow service hash-password` prints for the page's password; a reference to a secret.");
    public static final Setting<String> TOKEN_HASH = new Setting<>(
            "service.token-hash", hash(), null, "The same for the token that programs send; a reference to a secret.");
    public static final Setting<Integer> CONCURRENT_PORTALS = new Setting<>(
            "service.max-concurrent-portals", ValueTypes.integer(1, 64), "2", "Portals that are loaded at once.");
    public static final Duration LONGEST_STOP = Duration.ofMinutes(10);
    public static final Setting<Duration> STOP_WITHIN = new Setting<>(
            "service.stop-within",
            ValueTypes.duration(Duration.ofSeconds(1), LONGEST_STOP),
            "30s",
            "How long a running sync may take to end when the service is stopped.");

    public static final Setting<URI> WEBHOOK_URL = new Setting<>(
            "service.webhook-url",
            webhook(),
            null,
            "Address to which failures, recoveries, lags, failed verifications and schema changes are posted;"
                    + " a reference to a secret.");
    public static final Setting<WebhookFormat> WEBHOOK_FORMAT = new Setting<>(
            "service.webhook-format",
            ValueTypes.choice(WebhookFormat.class, WebhookFormat::word),
            "json",
            "Format of the posts: json (for any program) or slack.");

    /** Those that cannot differ between portals. */
    static final List<Setting<?>> OF_THE_WHOLE_SERVICE = List.of(
            HOST,
            PORT,
            HOST_NAMES,
            PASSWORD_HASH,
            TOKEN_HASH,
            CONCURRENT_PORTALS,
            STOP_WITHIN,
            WEBHOOK_URL,
            WEBHOOK_FORMAT);

    static final List<Setting<?>> ALL = List.of(
            SCHEDULE,
            GROUPS,
            VERIFICATION,
            TIME_ZONE,
            JITTER,
            CATCH_UP,
            LAG_BOUND,
            HOST,
            PORT,
            HOST_NAMES,
            PASSWORD_HASH,
            TOKEN_HASH,
            CONCURRENT_PORTALS,
            STOP_WITHIN,
            WEBHOOK_URL,
            WEBHOOK_FORMAT);

    private ServiceSettings() {}

    /** @param zone of cron expressions. @throws IllegalArgumentException with a sentence that can follow the setting's name */
    public static List<PortalPlan.Job> readGroups(String text, ZoneId zone) {
        var jobs = new ArrayList<PortalPlan.Job>();
        var grouped = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (var part : text.split(";")) {
            var equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "must be written like contacts,deals = 5 minutes; tickets = 0 6 * * *, but holds \""
                                + part.strip() + "\"");
            }
            List<String> types;
            try {
                types = ValueType.names(part.substring(0, equals));
            } catch (InvalidValue e) {
                throw new IllegalArgumentException(e.sentence(), e);
            }
            for (var type : types) {
                if (!grouped.add(type)) {
                    throw new IllegalArgumentException("names " + type + " twice; an object type has one schedule");
                }
            }
            jobs.add(new PortalPlan.Job(
                    String.join("-", types), types, Schedule.parse(part.substring(equals + 1), zone)));
        }
        return jobs;
    }

    /**
     * What is wrong with groups for these object types, as a sentence that can follow the setting's name. The object types of no
     * group have the general schedule, so which those are has to be known.
     */
    public static Optional<String> groupProblem(List<PortalPlan.Job> groups, List<String> objectTypes) {
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        var configured = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        configured.addAll(objectTypes);
        if (configured.contains("all")) {
            return Optional.of("cannot be used with object-types: all; name there the object types to load");
        }
        return groups.stream()
                .flatMap(group -> group.objectTypes().stream())
                .filter(type -> !configured.contains(type))
                .findFirst()
                .map(type -> "names " + type + ", and object-types does not; add it there, or write it in both alike");
    }

    /** @param zone of cron expressions. @throws IllegalArgumentException with a sentence that can follow the setting's name */
    public static Schedule readVerification(String text, ZoneId zone) {
        return text.strip().equalsIgnoreCase(Never.TEXT) ? new Never() : Schedule.parse(text, zone);
    }

    private static ValueType<String> schedule() {
        return checked(text -> Schedule.parse(text, ZoneOffset.UTC));
    }

    private static ValueType<String> groups() {
        return checked(text -> readGroups(text, ZoneOffset.UTC));
    }

    private interface Check {
        Object read(String text);
    }

    private static ValueType<String> checked(Check check) {
        return new ValueType<>(
                Shape.SCALAR,
                text -> {
                    try {
                        check.read(text);
                    } catch (IllegalArgumentException e) {
                        throw new InvalidValue(String.valueOf(e.getMessage()));
                    }
                    return text.strip();
                },
                Map.of("type", "string"));
    }

    private static ValueType<ZoneId> zone() {
        return new ValueType<>(
                Shape.SCALAR,
                text -> {
                    try {
                        return ZoneId.of(text.strip());
                    } catch (DateTimeException e) {
                        throw new InvalidValue("must be a time zone such as UTC or Europe/Berlin, but is \"" + text
                                + "\"" + Suggestion.sentence(text, ZoneId.getAvailableZoneIds()));
                    }
                },
                Map.of("type", "string", "examples", List.of("UTC", "Europe/Berlin")));
    }

    private static ValueType<String> hash() {
        return new ValueType<>(
                Shape.SECRET,
                text -> {
                    if (!Passwords.isHash(text.strip())) {
                        throw new InvalidValue(
                                "is not a hash (its value is not shown); make one with `hubflow service hash-password`");
                    }
                    return text.strip();
                },
                Map.of("type", "string", "pattern", "^\\$\\{(env|file):[^}]+\\}$"));
    }

    /** A secret: whoever knows the path can write into the channel. */
    private static ValueType<URI> webhook() {
        return new ValueType<>(
                Shape.SECRET,
                text -> {
                    try {
                        var address = new URI(text.strip());
                        var scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
                        if (address.getHost() != null
                                && List.of("https", "http").contains(scheme)) {
                            return address;
                        }
                    } catch (URISyntaxException e) {
                        // Its message repeats the text, which is a secret.
                        throw new InvalidValue("is not a URL (its value is not shown)");
                    }
                    throw new InvalidValue("must begin with https:// (or http://) and a host (its value is not shown)");
                },
                Map.of("type", "string", "pattern", "^\\$\\{(env|file):[^}]+\\}$"));
    }
}
