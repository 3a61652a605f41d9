package io.hubflow.engine;

import io.hubflow.engine.absence.AbsenceLoad;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.commit.RowCommits;
import io.hubflow.engine.commit.RowTotals;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.report.Departures;
import io.hubflow.engine.report.FactReport;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.error.ConnectorException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes one object type's report, and its line of {@code _hubflow_runs}, while it runs and when it ends. Thread-safe. */
final class ObjectReporter {
    private final RunContext run;
    private final ObjectType type;
    private final Instant startedAt;

    private volatile ObjectReport.Mode mode = ObjectReport.Mode.CHANGES;
    private volatile @Nullable RowMaker rows;
    private volatile @Nullable RowCommits commits;
    private volatile @Nullable AbsenceLoad absence;
    private volatile @Nullable Ending ending;
    private volatile Supplier<Optional<RoutePlan>> route = Optional::empty;

    private record Ending(RunStatus status, Optional<ConnectorException> error) {}

    ObjectReporter(RunContext run, ObjectType type) {
        this.run = run;
        this.type = type;
        this.startedAt = run.clock().instant();
    }

    void modeIs(ObjectReport.Mode of) {
        mode = of;
    }

    /** The rows are made by this maker from now on. */
    void counting(RowMaker maker) {
        rows = maker;
    }

    /** The facts go this way from now on. */
    void reporting(RowCommits of) {
        commits = of;
    }

    /** Departed records are looked for by this load from now on. */
    void counting(AbsenceLoad load) {
        absence = load;
    }

    /** The first load goes this way. */
    void routing(Supplier<Optional<RoutePlan>> chosen) {
        route = chosen;
    }

    /** Lines from now on say how it ended. */
    void ended(Optional<ConnectorException> error) {
        ending = new Ending(
                RunStatus.ended(error, !run.warnings().of(type.name()).isEmpty()), error);
    }

    RunRecord line(RowTotals totals) {
        var ended = ending;
        return ended == null
                ? RunLine.of(
                        run.runId(), startedAt, Optional.empty(), RunStatus.RUNNING, report(totals, Optional.empty()))
                : RunLine.of(
                        run.runId(),
                        startedAt,
                        Optional.of(run.clock().instant()),
                        ended.status(),
                        report(totals, ended.error()));
    }

    ObjectReport report(RowTotals totals, Optional<ConnectorException> error) {
        // Rows that were made and not handed to the destination are not in the table, and neither are their values.
        var maker = totals.read() > 0 ? rows : null;
        var departed = absence;
        return new ObjectReport(
                type.name(),
                type.table(),
                mode,
                totals.read(),
                totals.written(),
                totals.unchanged(),
                maker == null ? 0 : maker.unparsedValues(),
                maker == null ? 0 : maker.roundedValues(),
                totals.quarantined(),
                departed == null ? Departures.NONE : departed.departures(totals.buried()),
                greatestAge(),
                run.client().callCounts(type.apiName()),
                Duration.between(startedAt, run.clock().instant()),
                run.warnings().of(type.name()),
                facts(),
                route.get().map(RoutePlan::reason),
                error);
    }

    /** A pass that came to its end has read every row since it began; a first load likewise. */
    private Optional<Duration> greatestAge() {
        var committing = commits;
        var since = committing == null ? 0 : committing.state().refresh().wholeSinceMillis();
        return since == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(Math.max(0, now() - since)));
    }

    private long now() {
        return run.client().serverTime().earliest().toEpochMilli();
    }

    private List<FactReport> facts() {
        var committing = commits;
        return committing == null ? List.of() : FactReports.of(committing.state(), committing.factTotals(), now());
    }
}
