package io.hubflow.engine;

import io.hubflow.engine.absence.AbsenceLoad;
import io.hubflow.engine.absence.LinkedWithoutRow;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.VisibleProperties;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.FilterState;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.RefreshProgress;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.RowCommits;
import io.hubflow.engine.commit.RowTarget;
import io.hubflow.engine.commit.RowTotals;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.load.BackfillLoad;
import io.hubflow.engine.load.ChangesLoad;
import io.hubflow.engine.load.FactsLoad;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.load.PresentRows;
import io.hubflow.engine.load.ReadingTurn;
import io.hubflow.engine.load.RefreshLoad;
import io.hubflow.engine.load.SnapshotLoad;
import io.hubflow.engine.load.TableRows;
import io.hubflow.engine.load.Uncovered;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.plan.StartingState;
import io.hubflow.engine.read.ReadClock;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunWarning;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.schema.ExistingTable;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.Pipeline;
import io.hubflow.hubspot.ServerTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One way through an object type with a given selection of properties: plan, starting state, the loads in their order. It may
 * be run a second time when it turns out that less can be read; what the first time committed stays.
 */
final class RecordReading implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordReading.class);

    private final RunContext run;
    private final ObjectType type;
    private final ReadableProperties properties;
    private final Optional<List<Pipeline>> pipelines;
    private final GroupCommits.CommitParticipant participant;
    private final ReadingTurn turn;
    private final ObjectReporter reporter;
    private @Nullable RowCommits commits;
    /** What the reading learned as it began; absent where it goes on with a load that was not finished. */
    private Optional<TypeCounts> counted = Optional.empty();

    RecordReading(
            RunContext run,
            ObjectType type,
            ReadableProperties properties,
            Optional<List<Pipeline>> pipelines,
            GroupCommits.CommitParticipant participant,
            ReadingTurn turn,
            ObjectReporter reporter) {
        this.run = run;
        this.type = type;
        this.properties = properties;
        this.pipelines = pipelines;
        this.participant = participant;
        this.turn = turn;
        this.reporter = reporter;
    }

    /** Reads what there is to read, and leaves the last commit to the caller. */
    void run(CatalogState before, VisibleProperties visible, Map<String, ConnectorException> refused) {
        properties.warnOfRefused(refused);
        requireFilterable(refused);
        var selected = properties.selected(visible, refused);
        var time = run.client().serverTime();
        var now = time.earliest().toEpochMilli();
        var existing = ExistingTable.of(run.destination(), type.table());
        var stored = run.streams().find(type.name(), ObjectState.class);
        var protections = run.privacy().of(type);
        var plan = ObjectPlan.of(
                type,
                visible,
                selected,
                List.copyOf(refused.keySet()),
                pipelines,
                existing,
                before,
                stored,
                protections,
                now);
        plan.lossInWords().ifPresent(sentence -> run.listener().notice(type.name(), sentence));
        var erasure = ExposedValues.of(type, plan, existing.schema(), run.destination());
        var start = startingState(plan, stored, existing.isPresent(), time);
        var state = erasure.again(run.facts().into(start.state(), type, run.destination()::hasTable, now));
        erasure.erase();
        var maker = new RowMaker(
                plan.selection(),
                plan.evolution().schema(),
                plan.evolution().properties(),
                plan.propertyTypes(),
                protections);
        reporter.counting(maker);
        var opened = new RowCommits(
                new RowTarget(
                        run.destination(),
                        plan.evolution().schema(),
                        maker.unreadColumns(),
                        run.settings().deletes()),
                run.streams(),
                participant,
                state,
                run.clock(),
                run.listener(),
                reporter::line,
                run.facts().beside(type),
                run.facts().endsOf(type));
        commits = opened;
        reporter.reporting(opened);
        if (!plan.references().isEmpty() || !plan.catalogState().equals(before)) {
            opened.attach(
                    plan.references(), Map.of(ObjectPlan.catalogStream(type), StateCodec.write(plan.catalogState())));
        }
        var keepsRows = stored.map(ObjectState::filter)
                .map(followed -> followed.keepsRows(run.filterText(type)))
                .orElse(false);
        var load = load(plan, maker, opened, keepsRows, erasure);
        counted.ifPresent(counts -> run.expectation()
                .began(new TypeForecast.Counted(subject(plan, start.at(state), stored, load, counts), counts)));
        properties.warnOfHidden(maker.hiddenColumns());
        settleHidden(plan.catalogState(), maker, load, now);
    }

    private PlannedWork.Subject subject(
            ObjectPlan plan, ReadingStart start, Optional<ObjectState> stored, ObjectLoad load, TypeCounts counts) {
        return new PlannedWork.Subject(
                type,
                plan,
                start,
                stored,
                RoutePlan.Portal.of(
                        run.client().quota(),
                        load.reader().listRoute(),
                        load.state().facts().listJump() != PortalFacts.ListJump.REFUSED,
                        plan.unsearchable().size(),
                        counts.toLoad()),
                run.facts().pairsOf(type),
                run.facts().historiesOf(type),
                run.facts().isAnyBeside(type),
                !run.filter(type).isEverything(),
                start.state().rows(),
                run.settings());
    }

    private void requireFilterable(Map<String, ConnectorException> refused) {
        for (var property : run.filter(type).properties()) {
            var refusal = refused.get(property);
            if (refusal != null) {
                throw new ConnectorException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "The filter of " + type.name() + " looks at " + property + ", which this token may not read. "
                                + refusal.what(),
                        type.name() + " was not read; the other object types went on.",
                        refusal.action() + " Or take it out of the filter.",
                        refusal);
            }
        }
    }

    /**
     * Remembers which properties answers lacked, and reads every record again once they come back: nobody can tell which
     * values changed meanwhile.
     */
    private void settleHidden(CatalogState planned, RowMaker maker, ObjectLoad load, long nowMillis) {
        var hidden = maker.hiddenColumns();
        var back = false;
        var known = new ArrayList<KnownProperty>();
        for (var property : planned.properties()) {
            var isHidden = hidden.contains(planned.columnNames().getOrDefault(property.name(), ""));
            var wasHidden =
                    property.unreadSinceMillis() != 0 && planned.selected().contains(property.name());
            var isBack = wasHidden && !isHidden && load.commits().totals().read() > 0;
            back |= isBack;
            known.add(
                    isBack
                            ? property.unreadSince(0)
                            : isHidden && !wasHidden ? property.unreadSince(nowMillis) : property);
        }
        if (back) {
            load.commits().update(state -> state.mapRefresh(RefreshProgress::demanded));
            new RefreshLoad(load).run();
        }
        if (!known.equals(planned.properties())) {
            var state = planned.withProperties(known);
            load.commits().attach(List.of(), Map.of(ObjectPlan.catalogStream(type), StateCodec.write(state)));
        }
    }

    /** What was read so far; absent before the first attempt. */
    Optional<RowCommits> commits() {
        return Optional.ofNullable(commits);
    }

    @Override
    public void close() {
        if (commits != null) {
            commits.close();
            commits = null;
        }
    }

    private ReadingStart startingState(
            ObjectPlan plan, Optional<ObjectState> stored, boolean tableExists, ServerTime now) {
        var wanted = new ReadingStart.Wanted(
                type.name(),
                run.portalId(),
                run.modifiedFromMillis(),
                run.filterText(type),
                followed(),
                run.settings().settleLag());
        var start = ReadingStart.of(plan, stored.filter(state -> !run.nothingStored()), tableExists, wanted, now);
        if (start.kind() == StartingState.Kind.TABLE_LOST) {
            notice("The table " + type.table() + " is gone from "
                    + run.destination().description() + ", although its state is there: everything is loaded again.");
        }
        start.notice().ifPresent(this::notice);
        return start;
    }

    /** How far rows follow their filter once everything is read. */
    private FilterState.Phase followed() {
        var unmarked = !run.filter(type).isEverything() && run.settings().deletes() == DeleteMode.IGNORE;
        return unmarked ? FilterState.Phase.UNMARKED : FilterState.Phase.SETTLED;
    }

    private void notice(String sentence) {
        LOG.warn(SyncListener.TOLD, "{}: {}", type.name(), sentence);
        run.listener().notice(type.name(), sentence);
    }

    private ObjectLoad load(
            ObjectPlan plan, RowMaker maker, RowCommits commits, boolean keepsRows, ExposedValues erasure) {
        var settings = run.settings();
        var state = commits.state();
        var clock = ReadClock.after(state.readAtMillis(), run.client()::serverTime);
        ObjectLoad.Notice notice = this::notice;
        var uncovered = new Uncovered();
        var reader = new SliceReader(
                run.client(),
                type,
                maker,
                clock,
                plan.unsearchable(),
                state.facts().idOrder(),
                run.filter(type),
                new PersistingNotices(commits, notice, uncovered));
        var load = new ObjectLoad(
                run.client(),
                type,
                reader,
                commits,
                settings,
                clock,
                run.listener(),
                notice,
                run.ledger(),
                uncovered,
                new AtomicReference<>(SyncListener.Phase.DISCOVER),
                TableRows.of(run.destination(), type),
                turn);
        var linked = LinkedWithoutRow.of(
                run.destination(),
                type.table(),
                run.facts().endsOf(type),
                run.facts().writtenToMillis());
        var absence = new AbsenceLoad(load, plan.createdProperty(), AbsenceLoad.Turns.BY_STATE, linked);
        reporter.counting(absence);
        if (run.settings().deletes() != DeleteMode.HARD) {
            commits.update(before -> before.removingDeparted(false));
        }
        // Before the refresh: a run that is cut off leaves both to the next one.
        erasure.readArchivedAgain(load);
        readEverything(load, state, absence, keepsRows);
        commits.drain();
        loadFacts(load);
        uncovered.sentence().ifPresent(sentence -> warn(RunWarning.Code.HUBSPOT_INCOMPLETE, sentence));
        warnIfAllQuarantined(commits.totals());
        return load;
    }

    /** Facts of records that are in the table and were loaded without them. */
    private void loadFacts(ObjectLoad load) {
        var open = run.facts().ownedBy(type).stream()
                .filter(reader -> !load.commits()
                        .state()
                        .factTable(reader.table().name())
                        .map(FactProgress::isWhole)
                        .orElse(true))
                .toList();
        if (!open.isEmpty()) {
            turn.await(load.state().rows());
            load.commits().flush();
            var facts = new FactsLoad(load, run.destination().liveIds(type.table()));
            open.forEach(facts::run);
        }
    }

    private void warn(RunWarning.Code code, String sentence) {
        run.warnings().add(type.name(), code, sentence);
    }

    /** Nothing came through, although HubSpot gave something: that is no success. */
    private void warnIfAllQuarantined(RowTotals totals) {
        if (totals.quarantined() > 0 && totals.quarantined() == totals.read()) {
            warn(
                    RunWarning.Code.ALL_RECORDS_QUARANTINED,
                    "No row could be made of any of the " + totals.quarantined()
                            + " records that HubSpot gave. They are in _hubflow_quarantine, each with the reason.");
        }
    }

    private void readEverything(ObjectLoad load, ObjectState start, AbsenceLoad absence, boolean keepsRows) {
        var changes = new ChangesLoad(load);
        var snapshot = start.snapshot();
        var total = start.rows();
        // Rows of an earlier run may have aged since.
        var hadRows = snapshot == null || !snapshot.covered().isEmpty() || start.cursorMillis() > 0;
        if (snapshot != null) {
            reporter.modeIs(ObjectReport.Mode.SNAPSHOT);
            var first = snapshot(load, start, absence, keepsRows);
            reporter.routing(first::route);
            first.run();
            total = first.total();
            load.commits().commitMeanwhile();
            if (load.commits().state().facts().changesCanBeSearched()) {
                // Links and histories take so long that records may leave meanwhile.
                if (first.wasOnePass() && !run.facts().isAnyBeside(type)) {
                    changes.runAfterPass().ifPresent(absence::sawAfterPass);
                } else if (hadRows) {
                    changes.run();
                } else {
                    changes.run(absence::countAfterFirstLoad);
                }
            }
        } else {
            changes.runByLatest(absence::countAhead).ifPresent(absence::saw);
        }
        var backfill = new BackfillLoad(load);
        backfill.run();
        counted = snapshot == null || snapshot.covered().isEmpty()
                ? Optional.of(TypeCounts.learned(load.state(), total, changes.changed(), backfill.having()))
                : Optional.empty();
        if (hadRows || load.commits().state().refresh().required()) {
            new RefreshLoad(load, absence.watcher()).run();
        }
        absence.run();
        if (load.state().filter().isChanging() && load.state().snapshot() == null) {
            load.commits()
                    .update(state ->
                            state.withFilter(new FilterState(state.filter().text(), followed())));
        }
    }

    /** After a change of the filter, rows that are there and up to date are only looked for. */
    private SnapshotLoad snapshot(ObjectLoad load, ObjectState start, AbsenceLoad absence, boolean keepsRows) {
        if (!start.filter().isChanging()) {
            return new SnapshotLoad(load);
        }
        if (keepsRows && !load.rows().isFree()) {
            load.rows().copy();
        }
        var present = new PresentRows(load.rows(), absence::met);
        // By id, because a reading by search is older than the mark of a row that left an earlier filter.
        var reader = load.reader().byId(keepsRows ? present::lacking : UnaryOperator.identity());
        return new SnapshotLoad(load.with(reader), absence.watcher());
    }
}
