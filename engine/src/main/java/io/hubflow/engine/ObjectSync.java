package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.catalog.SensitiveReads;
import io.hubflow.engine.catalog.VisibleProperties;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.OpenRun;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.RefreshProgress;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.RowCommits;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.load.BackfillLoad;
import io.hubflow.engine.load.ChangesLoad;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.load.RefreshLoad;
import io.hubflow.engine.load.SnapshotLoad;
import io.hubflow.engine.load.Uncovered;
import io.hubflow.engine.plan.StartingState;
import io.hubflow.engine.read.IdRange;
import io.hubflow.engine.read.ReadClock;
import io.hubflow.engine.read.ReadNotices;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.Pipeline;
import io.hubflow.hubspot.PropertyCatalog;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.hubspot.ServerTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One object type's part of a run, from its state to its report. Never throws: what goes wrong is in the report. */
final class ObjectSync {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectSync.class);
    private static final RowCommits.Totals NOTHING = new RowCommits.Totals(0, 0, 0, 0);

    private final RunContext run;
    private final ObjectType type;
    private final PropertyCatalog properties;
    private final PropertyFilter filter;
    private final Optional<List<Pipeline>> pipelines;
    private final GroupCommits.CommitParticipant participant;
    private final UnaryOperator<ConnectorException> reason;
    private final Instant startedAt;

    private volatile ObjectReport.Mode mode = ObjectReport.Mode.CHANGES;
    private volatile @Nullable RowMaker rows;
    private volatile @Nullable Outcome outcome;
    private volatile boolean recorded;

    private record Outcome(RunStatus status, Optional<ConnectorException> error) {}

    /** @param reason why this object type really ended: one that was stopped because of another has that one's failure */
    ObjectSync(
            RunContext run,
            ObjectType type,
            PropertyCatalog properties,
            PropertyFilter filter,
            Optional<List<Pipeline>> pipelines,
            GroupCommits.CommitParticipant participant,
            UnaryOperator<ConnectorException> reason) {
        this.run = run;
        this.type = type;
        this.properties = properties;
        this.filter = filter;
        this.pipelines = pipelines;
        this.participant = participant;
        this.reason = reason;
        this.startedAt = run.clock().instant();
    }

    /** Whether the destination holds how it ended. */
    boolean recorded() {
        return recorded;
    }

    /** Hears that nothing more is asked of HubSpot; the last commit may take a while after that. */
    @FunctionalInterface
    interface ReadingEnded {
        void because(Optional<ConnectorException> failure);
    }

    ObjectReport run(ReadingEnded readingEnded) {
        var attempt = new Attempt();
        try {
            var before = catalogState();
            var visible = see(before);
            var refused = findRefused(visible, before.unreadable());
            try {
                attempt.run(before, visible, refused);
            } catch (ConnectorException e) {
                var more = e.code() == ErrorCode.HUBSPOT_SCOPE_MISSING
                        ? findRefused(visible, sensitive(visible))
                        : Map.<String, ConnectorException>of();
                if (refused.keySet().containsAll(more.keySet())) {
                    throw e;
                }
                attempt.close();
                attempt.run(catalogState(), visible, more);
            }
            return finish(attempt.commits, Optional.empty(), readingEnded);
        } catch (ConnectorException e) {
            return finish(attempt.commits, Optional.of(e), readingEnded);
        } catch (RuntimeException e) {
            LOG.error("Reading {} failed", type.name(), e);
            var bug = new ConnectorException(
                    ErrorCode.BUG,
                    "Reading " + type.name() + " failed: " + e,
                    "What was committed before stays.",
                    "Please report this with the log.",
                    e);
            return finish(attempt.commits, Optional.of(bug), readingEnded);
        } finally {
            attempt.close();
        }
    }

    private CatalogState catalogState() {
        return catalogState(run.streams(), type).withoutLost(run.destination()::hasTable);
    }

    static CatalogState catalogState(Streams streams, ObjectType type) {
        var stream = ObjectPlan.catalogStream(type);
        return streams.find(stream)
                .map(json -> StateCodec.read(stream, json, CatalogState.class))
                .orElse(CatalogState.EMPTY);
    }

    private VisibleProperties see(CatalogState before) {
        var visible = VisibleProperties.of(
                type, properties, before.properties(), run.client().serverNow().toEpochMilli());
        visible.warnings().forEach(sentence -> warn(RunWarning.Code.PROPERTIES_UNREADABLE, sentence));
        var gone = filter.includedButNotDefined(visible, type);
        if (!gone.isEmpty()) {
            warn(
                    RunWarning.Code.PROPERTIES_UNREADABLE,
                    "HubSpot no longer lists these included properties of " + type.name() + ": "
                            + String.join(", ", gone) + ". Their stored values are kept. Remove them from the included"
                            + " properties, or restore them in HubSpot.");
        }
        return visible;
    }

    private List<String> sensitive(VisibleProperties visible) {
        return filter.select(type, visible.defined()).stream()
                .filter(p -> p.dataSensitivity() != DataSensitivity.NON_SENSITIVE)
                .map(PropertyDefinition::name)
                .toList();
    }

    /** Those of the properties that are to be read and that HubSpot does not let this token read. */
    private Map<String, ConnectorException> findRefused(VisibleProperties visible, List<String> suspects) {
        var asked = new ArrayList<>(sensitive(visible));
        asked.retainAll(suspects);
        return new SensitiveReads(run.client(), type).findRefused(asked);
    }

    private void warnOfHidden(Set<String> columns) {
        if (!columns.isEmpty()) {
            warn(
                    RunWarning.Code.PROPERTIES_UNREADABLE,
                    "HubSpot lists these properties of " + type.name() + ", but its answers leave them out: "
                            + VisibleProperties.listed(columns.stream().sorted().toList())
                            + ". Their stored values are kept, but not updated. If they were archived during this run,"
                            + " the next run does not repeat this warning. If they are sensitive, add the scope that"
                            + " they need, such as crm.objects." + type.name()
                            + ".sensitive.read, to the key or app, or exclude them.");
        }
    }

    /** One way through the object type, with what it selected; it may turn out that less can be read. */
    private final class Attempt implements AutoCloseable {
        private @Nullable RowCommits commits;

        void run(CatalogState before, VisibleProperties visible, Map<String, ConnectorException> refused) {
            refused.forEach((property, refusal) ->
                    warn(RunWarning.Code.PROPERTIES_UNREADABLE, SensitiveReads.sentence(type, property, refusal)));
            var selected = filter.select(type, visible.defined()).stream()
                    .filter(property -> !refused.containsKey(property.name()))
                    .toList();
            var time = run.client().serverTime();
            var now = time.earliest().toEpochMilli();
            var existing = run.destination().findTable(type.table());
            var stored =
                    run.streams().find(type.name()).map(json -> StateCodec.read(type.name(), json, ObjectState.class));
            var plan = ObjectPlan.of(
                    type, visible, selected, List.copyOf(refused.keySet()), pipelines, existing, before, stored, now);
            var state = startingState(plan, stored, existing.isPresent(), time);
            var maker = new RowMaker(
                    plan.selection(),
                    plan.evolution().schema(),
                    plan.evolution().properties(),
                    plan.propertyTypes());
            rows = maker;
            var opened = new RowCommits(
                    run.destination(),
                    plan.evolution().schema(),
                    maker.unreadColumns(),
                    run.streams(),
                    participant,
                    state,
                    run.clock(),
                    run.listener(),
                    ObjectSync.this::record);
            commits = opened;
            tellOfKilled(state.openRun());
            if (!plan.references().isEmpty() || !plan.catalogState().equals(before)) {
                opened.attach(
                        plan.references(),
                        Map.of(ObjectPlan.catalogStream(type), StateCodec.write(plan.catalogState())));
            }
            var load = load(plan, maker, opened, now);
            warnOfHidden(maker.hiddenColumns());
            settleHidden(plan.catalogState(), maker, load, now);
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

        @Override
        public void close() {
            if (commits != null) {
                commits.close();
                commits = null;
            }
        }
    }

    private ObjectState startingState(
            ObjectPlan plan, Optional<ObjectState> stored, boolean tableExists, ServerTime now) {
        var start = StartingState.of(
                stored.filter(state -> !run.nothingStored()),
                tableExists,
                type.name(),
                run.portalId(),
                run.modifiedFromMillis(),
                now,
                run.settings().settleLag());
        if (start.kind() == StartingState.Kind.TABLE_LOST) {
            notice("The table " + type.table() + " is gone from "
                    + run.destination().description() + ", although its state is there: everything is loaded again.");
        }
        start.notice().ifPresent(this::notice);
        return start.kind() == StartingState.Kind.KNOWN ? plan.owe(start.state()) : start.state();
    }

    private void notice(String sentence) {
        LOG.warn("{}: {}", type.name(), sentence);
        run.listener().notice(type.name(), sentence);
    }

    private ObjectLoad load(ObjectPlan plan, RowMaker maker, RowCommits commits, long nowMillis) {
        var settings = run.settings();
        var state = commits.state();
        var clock = new ReadClock(run.clock(), nowMillis, state.readAtMillis(), settings.settleLag());
        ObjectLoad.Notice notice = this::notice;
        var uncovered = new Uncovered();
        var reader = new SliceReader(
                run.client(),
                type,
                maker,
                clock,
                plan.searchWhole(),
                state.facts().idOrder(),
                new PersistingNotices(commits, notice, uncovered));
        var load = new ObjectLoad(
                run.client(), type, reader, commits, settings, clock, run.listener(), notice, run.ledger(), uncovered);
        readEverything(load, state);
        uncovered.sentence().ifPresent(sentence -> warn(RunWarning.Code.HUBSPOT_INCOMPLETE, sentence));
        warnIfAllQuarantined(commits.totals());
        return load;
    }

    private void warn(RunWarning.Code code, String sentence) {
        run.warnings().add(type.name(), code, sentence);
    }

    /** Nothing came through, although HubSpot gave something: that is no success. */
    private void warnIfAllQuarantined(RowCommits.Totals totals) {
        if (totals.quarantined() > 0 && totals.quarantined() == totals.read()) {
            warn(
                    RunWarning.Code.ALL_RECORDS_QUARANTINED,
                    "No row could be made of any of the " + totals.quarantined()
                            + " records that HubSpot gave. They are in _hubflow_quarantine, each with the reason.");
        }
    }

    private void readEverything(ObjectLoad load, ObjectState start) {
        var changes = new ChangesLoad(load);
        var snapshot = start.snapshot();
        // Rows of an earlier run may have aged since.
        var hadRows = snapshot == null || !snapshot.covered().isEmpty() || start.cursorMillis() > 0;
        if (snapshot != null) {
            mode = ObjectReport.Mode.SNAPSHOT;
            new SnapshotLoad(load).run();
            load.commits().flush();
            if (load.commits().state().facts().changesCanBeSearched()) {
                changes.run();
            }
        } else {
            changes.run();
            changes.readNewest();
        }
        new BackfillLoad(load).run();
        if (hadRows || load.commits().state().refresh().required()) {
            new RefreshLoad(load).run();
        }
    }

    /** Keeps what was read, whatever the outcome, unless the destination itself failed. */
    private ObjectReport finish(
            @Nullable RowCommits commits, Optional<ConnectorException> error, ReadingEnded readingEnded) {
        readingEnded.because(error);
        if (commits == null) {
            return report(NOTHING, error);
        }
        var failure = error;
        // A commit must not be cut short by the interruption that ends the reading.
        var interrupted = Thread.interrupted();
        try {
            if (failure.isEmpty() || failure.get().code().category() != ErrorCode.Category.DESTINATION) {
                var told = failure.map(reason);
                var warned = !run.warnings().of(type.name()).isEmpty();
                outcome = new Outcome(RunStatus.ended(told, warned), told);
                commits.update(state -> state);
                commits.flushLast();
                recorded = true;
            }
        } catch (ConnectorException e) {
            if (failure.isEmpty()) {
                failure = Optional.of(e);
            } else {
                LOG.warn("What was read of {} could not be committed: {}", type.name(), e.getMessage());
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return report(commits.totals(), failure);
    }

    /** An earlier run that left its state open could not say how it ended. */
    private void tellOfKilled(@Nullable OpenRun open) {
        if (open != null && !open.runId().equals(run.runId())) {
            var line = open.ended(type.name(), RunStatus.KILLED.word(), RunLine.killed());
            participant.commit(new Commit(List.of(), List.of(), List.of(), List.of(), List.of(line)));
        }
    }

    private RunRecord record(RowCommits.Totals totals) {
        var ended = outcome;
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

    private ObjectReport report(RowCommits.Totals totals, Optional<ConnectorException> error) {
        var maker = rows;
        return new ObjectReport(
                type.name(),
                mode,
                totals.read(),
                totals.written(),
                totals.unchanged(),
                maker == null ? 0 : maker.unparsedValues(),
                maker == null ? 0 : maker.roundedValues(),
                totals.quarantined(),
                calls(),
                Duration.between(startedAt, run.clock().instant()),
                run.warnings().of(type.name()),
                error);
    }

    private CallCounts calls() {
        return run.client().callCounts(type.apiName());
    }

    /** Remembers what reading teaches, and tells the operator. */
    private record PersistingNotices(RowCommits commits, ObjectLoad.Notice notice, Uncovered uncovered)
            implements ReadNotices {
        @Override
        public void idOrderIs(PortalFacts.IdOrder order) {
            commits.update(state -> state.mapFacts(facts -> facts.with(order)));
            notice.tell(
                    switch (order) {
                        case TEXTUAL ->
                            "HubSpot's search sorts ids as text in this portal: windows of at most 10,000 records are read"
                                    + " by offset instead.";
                        case NUMERIC ->
                            "HubSpot's search sorts ids as numbers in this portal, against what was seen before: it is read"
                                    + " in the order of ids again.";
                    });
        }

        @Override
        public void incomplete(IdRange ids, long missing) {
            uncovered.add(ids, missing);
        }
    }
}
