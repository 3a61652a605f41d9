package io.hubflow.service.notify;

import io.hubflow.service.notify.Notification.Event;
import io.hubflow.service.page.Words;
import io.hubflow.service.status.ObjectStatus;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.Problem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what is wrong with a portal. Each thing has a key, under which its end is recognised. */
final class Conditions {
    private Conditions() {}

    /** What is wrong after a run. */
    static Map<String, Notification> all(PortalStatus status, Instant now) {
        var found = new LinkedHashMap<String, Notification>();
        status.problem()
                .ifPresent(problem -> found.put(
                        "portal", failure(status, "", "The last run of " + status.name() + " failed", problem)));
        status.verification()
                .problem()
                .ifPresent(problem -> found.put(
                        "verification",
                        new Notification(
                                Event.PROOF_FAILED,
                                status.name(),
                                "",
                                problem.at(),
                                problem.code(),
                                "The tables of " + status.name() + " could not be compared with HubSpot",
                                text(problem))));
        for (var object : status.objects()) {
            var name = object.objectType();
            object.problem()
                    .filter(problem -> !isOfTheWholeRun(status, problem))
                    .ifPresent(problem -> found.put(
                            "object " + name,
                            failure(status, name, name + " of " + status.name() + " is failing", problem)));
            object.lastProof()
                    .filter(proof -> proof.differs()
                            || (proof.failed() && object.settledTo().isPresent()))
                    .ifPresent(proof -> found.put(
                            "proof " + name,
                            new Notification(
                                    Event.PROOF_FAILED,
                                    status.name(),
                                    name,
                                    proof.at(),
                                    "",
                                    proof.differs()
                                            ? name + " of " + status.name() + " differs from HubSpot"
                                            : name + " of " + status.name() + " could not be compared with HubSpot",
                                    proof.words()
                                            + (proof.differs()
                                                    ? " Run `hubflow verify --repair` between two runs, then verify again."
                                                    : ""))));
        }
        found.putAll(lags(status, now));
        return found;
    }

    /** A failure of the whole run is recorded for each of its object types, too. */
    private static boolean isOfTheWholeRun(PortalStatus status, Problem problem) {
        return status.problem()
                .filter(whole -> whole.code().equals(problem.code()))
                .isPresent();
    }

    /** Which object types are late, which becomes true without a run, too. */
    static Map<String, Notification> lags(PortalStatus status, Instant now) {
        return status.objects().stream()
                .filter(ObjectStatus::late)
                .collect(Collectors.toMap(
                        object -> lagKey(object.objectType()),
                        object -> new Notification(
                                Event.LAG,
                                status.name(),
                                object.objectType(),
                                now,
                                "",
                                object.objectType() + " of " + status.name() + " is late",
                                "It is complete only up to "
                                        + Words.moment(object.settledTo().orElseThrow()) + " UTC, "
                                        + Words.span(object.lagSeconds().orElse(0L)) + " ago."),
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    static boolean isLag(String key) {
        return key.startsWith("lag ");
    }

    private static String lagKey(String objectType) {
        return "lag " + objectType;
    }

    private static Notification failure(PortalStatus status, String objectType, String title, Problem problem) {
        return new Notification(
                Event.FAILURE, status.name(), objectType, problem.at(), problem.code(), title, text(problem));
    }

    private static String text(Problem problem) {
        return Stream.of(problem.what(), problem.meaning(), problem.action())
                .filter(part -> !part.isBlank())
                .collect(Collectors.joining(" "));
    }
}
