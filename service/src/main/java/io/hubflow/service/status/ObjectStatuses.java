package io.hubflow.service.status;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.engine.progress.ObjectProgress;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts together what is known of each object type: its checkpoint, its runs, and the run that is under way. */
final class ObjectStatuses {
    /** Bars of the plot: more would be thinner than a pixel on a phone. */
    private static final int MOST_CHANGES = 48;

    private final DestinationStatus stored;
    private final List<RunSummary> runs;
    private final List<VerificationSummary> verifications;
    private final Map<String, ObjectState> states;
    private final Map<String, ObjectProgress> progress;
    private final Map<String, Problem> problems;
    private final ConfiguredTypes configured;
    private final PortalPlan plan;
    private final Instant now;
    private final long nanos;

    /** @param progress of the run that is under way. @param nanos now, on the clock of {@code System.nanoTime} */
    ObjectStatuses(
            DestinationStatus stored,
            Recorded recorded,
            Map<String, ObjectProgress> progress,
            Map<String, Problem> problems,
            ConfiguredTypes configured,
            PortalPlan plan,
            Instant now,
            long nanos) {
        this.stored = stored;
        this.runs = recorded.runs();
        this.verifications = recorded.verifications();
        this.states = recorded.states();
        this.progress = progress;
        this.problems = problems;
        this.configured = configured;
        this.plan = plan;
        this.now = now;
        this.nanos = nanos;
    }

    /** Those that the configuration names, also when nothing of them is loaded yet, and no others. */
    List<ObjectStatus> all() {
        var names = new TreeSet<>(states.keySet());
        names.addAll(problems.keySet());
        stored.lastRuns().keySet().stream()
                .filter(name -> !stored.facts().containsKey(name))
                .forEach(names::add);
        names.removeIf(name -> !configured.contains(name));
        names.addAll(progress.keySet());
        // While a run resolves the others, they may be under way by another name.
        names.addAll(progress.isEmpty() ? configured.names() : configured.certainNames());
        var all = new ArrayList<ObjectStatus>();
        names.forEach(name -> all.add(status(name, states.get(name))));
        return all;
    }

    private ObjectStatus status(String name, @Nullable ObjectState state) {
        var first = state == null || state.snapshot() != null;
        var settled = state == null || first ? Optional.<Instant>empty() : moment(state.cursorMillis());
        var lag = settled.map(at -> Math.max(0, Duration.between(at, now).toSeconds()));
        var late = settled.filter(at -> plan.lagBound().isPassed(schedule(name), at, now))
                .isPresent();
        var touched = Optional.ofNullable(progress.get(name));
        var finished = touched.map(ObjectProgress::report);
        var problem = finished.isPresent()
                ? finished.flatMap(this::problem)
                : Optional.ofNullable(problems.get(name)).or(() -> recorded(name));
        var proof = VerificationHistory.last(verifications, name);
        var written = touched.map(ObjectProgress::written).orElse(0L);
        return new ObjectStatus(
                name,
                // Its checkpoint is seen when the run has ended for the other object types, too.
                health(problem, proof, first, touched.isPresent(), late),
                stored.rows().getOrDefault(name, 0L) + (first ? written : 0),
                settled,
                state == null ? Optional.empty() : moment(state.fastMarkMillis()),
                lag,
                late,
                touched.filter(one -> one.report() == null).map(this::progress),
                Optional.ofNullable(stored.lastRuns().get(name))
                        .map(DestinationStatus.LastRun::status)
                        .orElse(""),
                changes(name),
                proof,
                problem);
    }

    private Schedule schedule(String name) {
        return plan.jobs().stream()
                .filter(job -> job.objectTypes().isEmpty()
                        || configured.namesOf(job.objectTypes()).contains(name))
                .findFirst()
                .orElse(plan.jobs().getFirst())
                .schedule();
    }

    private Health health(
            Optional<Problem> problem, Optional<Proof> proof, boolean first, boolean running, boolean late) {
        if (problem.isPresent()) {
            return Health.FAILING;
        }
        if (proof.filter(Proof::differs).isPresent()) {
            return Health.DIFFERENT;
        }
        if (first) {
            return running ? Health.LOADING : Health.WAITING;
        }
        return late ? Health.LATE : Health.FRESH;
    }

    /** Why the run under way left it behind. */
    private Optional<Problem> problem(ObjectReport report) {
        return report.error()
                .filter(error -> error.code() != ErrorCode.INTERRUPTED)
                .map(error -> Problem.of(error, now));
    }

    /** What the last recorded run says of a failure, when this process has not seen one itself. */
    private Optional<Problem> recorded(String name) {
        if (progress.containsKey(name)) {
            return Optional.empty();
        }
        return runs.stream()
                .flatMap(run -> run.lines().stream()
                        .filter(line -> line.table().equals(name))
                        .map(line -> Map.entry(run, line)))
                .findFirst()
                .filter(last -> last.getValue().status().equals("failed"))
                .map(last -> new Problem(
                        last.getValue().error(),
                        last.getValue().message(),
                        "",
                        "",
                        last.getKey().startedAt()));
    }

    private ObjectStatus.Progress progress(ObjectProgress one) {
        return new ObjectStatus.Progress(
                one.phaseWord(),
                one.counted(),
                boxed(one.expected()),
                one.written(),
                Math.round(one.rowsPerSecond(nanos)),
                boxed(one.secondsLeft(nanos)));
    }

    private List<ObjectStatus.Change> changes(String name) {
        var changes = new ArrayList<ObjectStatus.Change>();
        for (var run : runs) {
            for (var line : run.lines()) {
                if (line.table().equals(name) && changes.size() < MOST_CHANGES) {
                    changes.add(new ObjectStatus.Change(run.startedAt(), line.rowsWritten()));
                }
            }
        }
        Collections.reverse(changes);
        return changes;
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    private static Optional<Instant> moment(long millis) {
        return millis <= 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
