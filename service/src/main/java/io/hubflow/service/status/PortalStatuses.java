package io.hubflow.service.status;

import io.hubflow.hubspot.quota.QuotaSettings;
import io.hubflow.service.portal.Portal;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.Decision;
import io.hubflow.service.schedule.Scheduler;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Puts together how a portal stands. Used once. */
public final class PortalStatuses {
    private final Portal portal;
    private final PortalPlan plan;
    private final Scheduler scheduler;
    private final PortalMonitor.View view;

    public PortalStatuses(Portal portal, PortalPlan plan, Scheduler scheduler, PortalMonitor.View view) {
        this.portal = portal;
        this.plan = plan;
        this.scheduler = scheduler;
        this.view = view;
    }

    /** @param nanos the same moment on the clock of {@code System.nanoTime} */
    public PortalStatus at(Instant now, long nanos) {
        var decision = scheduler.decide(now);
        var running = decision instanceof Decision.Running run ? Optional.of(run.job()) : Optional.<String>empty();
        var wait = decision instanceof Decision.WaitUntil until ? nextRun(until) : Optional.<Decision.WaitUntil>empty();
        // Due, but as many portals as may are being loaded.
        var waitsForTurn = decision instanceof Decision.Start;
        var stored = view.stored().status();
        var runs = view.recorded().runs();
        var verifications = view.recorded().verifications();
        var configured =
                new ConfiguredTypes(portal.objectTypes(), view.recorded().types());
        var objects = new ObjectStatuses(
                        stored, view.recorded(), view.progress(), view.problems(), configured, plan, now, nanos)
                .all();
        return new PortalStatus(
                portal.name(),
                portal.destination(),
                health(objects),
                jobs(),
                scheduler.isPaused(),
                running,
                waitsForTurn ? Optional.of(now) : wait.map(Decision.WaitUntil::until),
                wait.map(until -> until.reason().name().toLowerCase(Locale.ROOT))
                        .orElse(waitsForTurn ? PortalStatus.TURN : ""),
                view.problem(),
                objects,
                facts(),
                quota(runs, now),
                portal.cost()
                        .map(cost -> new PortalStatus.CostStatus(
                                cost.statements(),
                                cost.stagedBytes(),
                                cost.warehouseHeld().toSeconds(),
                                cost.wakeUps())),
                view.merges(),
                portal.answeredCalls(),
                view.notices(),
                runs,
                new PortalStatus.VerificationStatus(
                        plan.verification().words(),
                        scheduler.due(PortalPlan.VERIFY).filter(due -> !due.equals(Instant.MAX)),
                        view.verificationProblem()),
                verifications,
                SchemaChanges.recent(view.recorded().schemaChanges(), now));
    }

    /** What is waited for, or when that is the verification, the run after it. */
    private Optional<Decision.WaitUntil> nextRun(Decision.WaitUntil wait) {
        var next = wait.job().equals(PortalPlan.VERIFY) && wait.reason() != Decision.Reason.QUOTA
                ? plan.jobs().stream()
                        .flatMap(job -> scheduler.due(job.name()).stream()
                                .map(due -> new Decision.WaitUntil(job.name(), due, Decision.Reason.SCHEDULE)))
                        .min(Comparator.comparing(Decision.WaitUntil::until))
                : Optional.of(wait);
        return next.filter(run -> !run.until().equals(Instant.MAX));
    }

    private Health health(List<ObjectStatus> objects) {
        if (view.problem().isPresent()) {
            return Health.FAILING;
        }
        if (scheduler.isPaused()) {
            return Health.PAUSED;
        }
        return objects.isEmpty()
                ? Health.WAITING
                : objects.stream().map(ObjectStatus::health).reduce(Health.FRESH, Health::worse);
    }

    private List<PortalStatus.JobStatus> jobs() {
        var known = scheduler.jobs();
        return plan.jobs().stream()
                .map(job -> new PortalStatus.JobStatus(
                        job.name(),
                        job.schedule().words(),
                        known.contains(job.name()) ? scheduler.failures(job.name()) : 0))
                .toList();
    }

    private List<PortalStatus.TableStatus> facts() {
        return new TreeMap<>(view.stored().status().facts())
                .entrySet().stream()
                        .map(table -> new PortalStatus.TableStatus(table.getKey(), table.getValue()))
                        .toList();
    }

    private PortalStatus.QuotaStatus quota(List<RunSummary> runs, Instant now) {
        var seen = portal.quota();
        var calls = portal.calls();
        return new PortalStatus.QuotaStatus(
                seen.map(quota -> quota.burstLimit()).filter(limit -> limit != Integer.MAX_VALUE),
                seen.map(quota -> quota.burstUsed()).orElse(0),
                QuotaSettings.DEFAULT.searchPerSecond(),
                seen.flatMap(quota -> boxed(quota.dailyLimit())),
                seen.flatMap(quota -> boxed(quota.dailyRemaining())),
                calls.total(),
                calls.list(),
                calls.search(),
                calls.batchRead(),
                calls.associations(),
                calls.other(),
                calls.throttled(),
                calls.retried(),
                RunHistory.callsPerDay(runs, now));
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }
}
