package io.hubflow.service.page;

import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.status.Health;
import io.hubflow.service.status.ObjectStatus;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.Proof;
import io.hubflow.service.status.RunSummary;
import io.hubflow.service.status.ServiceStatus;
import io.hubflow.service.status.VerificationSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the status page says, made of the status. */
public record StatusPage(ServiceStatus status) {
    private static final int MOST_RUNS = 15;
    private static final int MOST_VERIFICATIONS = 8;
    private static final String TYPES = "object types";

    public Instant now() {
        return status.now();
    }

    public List<PortalStatus> portals() {
        return status.portals();
    }

    /** The page in one sentence. */
    public String verdict() {
        if (portals().stream().allMatch(portal -> portal.health() == Health.FRESH)) {
            return isProven() ? "Everything is fresh and proven" : "Everything is fresh";
        }
        var wrong = Stream.of(failedPortals(), failingTypes(), differentTypes())
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        if (!wrong.isEmpty()) {
            return wrong;
        }
        var late = objects(Health.LATE);
        if (!late.isEmpty()) {
            return names(late, TYPES) + (late.size() == 1 ? " is late" : " are late");
        }
        if (portals().stream().anyMatch(PortalStatus::paused)) {
            return "Paused";
        }
        if (!objects(Health.LOADING).isEmpty()) {
            return "The first load is under way";
        }
        var waiting = objects(Health.WAITING);
        return waiting.isEmpty() || objects(Health.FRESH).isEmpty()
                ? "Nothing is loaded yet"
                : names(waiting, TYPES) + (waiting.size() == 1 ? " is" : " are") + " not loaded yet";
    }

    private Optional<String> failedPortals() {
        var failed = portals().stream()
                .filter(portal -> portal.problem().isPresent())
                .map(PortalStatus::name)
                .toList();
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(portals().size() == 1 ? "The last run failed" : names(failed, "portals") + " failed");
    }

    private Optional<String> failingTypes() {
        var failing = objects(Health.FAILING);
        return failing.isEmpty()
                ? Optional.empty()
                : Optional.of(names(failing, TYPES) + (failing.size() == 1 ? " is failing" : " are failing"));
    }

    private Optional<String> differentTypes() {
        var different = objects(Health.DIFFERENT);
        return different.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        names(different, TYPES) + (different.size() == 1 ? " differs" : " differ") + " from HubSpot");
    }

    /** Whether the last verification of every object type found, or made, its tables equal. */
    private boolean isProven() {
        return portals().stream().allMatch(StatusPage::isProven);
    }

    private static boolean isProven(PortalStatus portal) {
        return portal.objects().stream()
                .allMatch(object -> object.lastProof()
                        .filter(proof -> !proof.differs() && !proof.failed())
                        .isPresent());
    }

    public String tone() {
        return tone(status.health());
    }

    public static String tone(Health health) {
        return switch (health) {
            case FRESH -> "good";
            case LOADING -> "busy";
            case WAITING, PAUSED, LATE -> "warn";
            case FAILING, DIFFERENT -> "bad";
        };
    }

    /** With the portal's name where there are several; those of a portal whose run failed as a whole are left out. */
    private List<String> objects(Health health) {
        return portals().stream()
                .filter(portal -> portal.problem().isEmpty())
                .flatMap(portal -> portal.objects().stream()
                        .filter(object -> object.health() == health)
                        .map(object -> portals().size() == 1
                                ? object.objectType()
                                : object.objectType() + " of " + portal.name()))
                .toList();
    }

    /** @param kind what they are, for those that are too many to be named */
    private static String names(List<String> names, String kind) {
        return names.size() > 3
                ? names.size() + " " + kind
                : String.join(", ", names.subList(0, names.size() - 1))
                        + (names.size() > 1 ? " and " : "")
                        + names.getLast();
    }

    public long rows() {
        return portals().stream().mapToLong(StatusPage::rows).sum();
    }

    public static long rows(PortalStatus portal) {
        return portal.objects().stream().mapToLong(ObjectStatus::rows).sum();
    }

    /** The moment up to which every object type is complete; absent until all of them are. */
    public Optional<Instant> completeTo() {
        return completeTo(portals());
    }

    public static Optional<Instant> completeTo(PortalStatus portal) {
        return completeTo(List.of(portal));
    }

    private static Optional<Instant> completeTo(List<PortalStatus> portals) {
        var objects =
                portals.stream().flatMap(portal -> portal.objects().stream()).toList();
        return portals.stream().anyMatch(portal -> portal.objects().isEmpty())
                        || objects.stream()
                                .anyMatch(object -> object.settledTo().isEmpty())
                ? Optional.empty()
                : objects.stream()
                        .flatMap(object -> object.settledTo().stream())
                        .min(Instant::compareTo);
    }

    /** The oldest of its object types' last proofs, whose tables all had to be equal; absent otherwise. */
    public static Optional<Instant> provenAt(PortalStatus portal) {
        return isProven(portal)
                ? portal.objects().stream()
                        .flatMap(object -> object.lastProof().stream())
                        .map(Proof::at)
                        .min(Instant::compareTo)
                : Optional.empty();
    }

    /** The next run, or why there is none. */
    public String next(PortalStatus portal) {
        if (portal.running().isPresent()) {
            return portal.running().get().equals(PortalPlan.VERIFY) ? "verifying now" : "running now";
        }
        if (portal.paused()) {
            return "paused";
        }
        return portal.nextRun()
                .map(next -> {
                    var left =
                            Words.span(Math.max(0, Duration.between(now(), next).toSeconds()));
                    return switch (portal.nextRunReason()) {
                        case "quota" -> "next run in " + left + ", when HubSpot's daily quota is reset";
                        case "backoff" -> "next run in " + left + ", after repeated failures";
                        case PortalStatus.TURN -> portals().size() > 1 ? "waits for its turn" : "starts now";
                        default -> "next run in " + left;
                    };
                })
                .orElse("not scheduled");
    }

    public List<RunSummary> runs(PortalStatus portal) {
        return portal.runs().stream().limit(MOST_RUNS).toList();
    }

    public List<VerificationSummary> verifications(PortalStatus portal) {
        return portal.verifications().stream().limit(MOST_VERIFICATIONS).toList();
    }

    /** Follows the schedule's words; empty when nothing is planned. */
    public String nextVerification(PortalStatus portal) {
        return portal.verification()
                .next()
                .map(next -> ", next in "
                        + Words.span(Math.max(0, Duration.between(now(), next).toSeconds())))
                .orElse("");
    }

    /** Part of the day's calls that is used, 0 to 100; absent where HubSpot sends no daily limit. */
    public Optional<Long> dayPercent(PortalStatus.QuotaStatus quota) {
        return quota.dayLimit()
                .filter(limit -> limit > 0)
                .flatMap(limit -> quota.dayRemaining().map(left -> (limit - left) * 100 / limit));
    }

    /** What the pace of the recorded runs means for the day's quota; empty while nothing is known. */
    public String forecast(PortalStatus.QuotaStatus quota) {
        return quota.callsPerDay()
                .map(pace -> "At this pace, about " + Words.count(pace) + " calls a day"
                        + quota.dayLimit()
                                .filter(limit -> limit > 0)
                                .map(limit -> pace * 100 / limit < 1
                                        ? ", below 1 % of the limit."
                                        : ", " + pace * 100 / limit + " % of the limit.")
                                .orElse("."))
                .orElse("");
    }
}
