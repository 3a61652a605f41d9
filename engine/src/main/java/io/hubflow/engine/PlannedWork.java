package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.FactProgress;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.checkpoint.RefreshBudget;
import io.hubflow.engine.checkpoint.WindowProgress;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.fact.HistoryReader;
import io.hubflow.engine.fact.LinkPair;
import io.hubflow.engine.forecast.Step;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.plan.RoutePlan;
import io.hubflow.engine.plan.StartingState;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The steps that {@link RecordReading} will take from a starting state, in its order, told in counts, and why each of them reads
 * again. Pure.
 */
final class PlannedWork {
    private final Subject subject;
    private final Counts counts;
    private final List<Planned> steps = new ArrayList<>();

    private PlannedWork(Subject subject, Counts counts) {
        this.subject = subject;
        this.counts = counts;
    }

    /**
     * What is read.
     *
     * @param before the state as it was stored
     * @param portal with the number of wanted records
     * @param pairs whose links these records own
     * @param withFacts whether anything is read beside the records, as the second end of links too
     * @param isFiltered whether a filter takes a part of the records
     * @param rowsThere rows of its table
     */
    record Subject(
            ObjectType type,
            ObjectPlan plan,
            ReadingStart start,
            Optional<ObjectState> before,
            RoutePlan.Portal portal,
            List<LinkPair> pairs,
            List<String> histories,
            boolean withFacts,
            boolean isFiltered,
            long rowsThere,
            EngineSettings settings) {}

    /** What HubSpot counts. */
    interface Counts {
        /** Whether HubSpot lets the type be searched. */
        boolean searchable();

        /** Records that a list shows, whether or not they are wanted. */
        long listed();

        /** Records of the snapshot that the state is in. */
        long toLoad();

        /** Records that were modified since the cursor. */
        long changed();

        /** Records that have a value of the property. */
        long having(String property);
    }

    /** Why something is read again. */
    record Reason(String why, List<String> names, long records) {}

    /** @param isRefresh whether it is the part within the refresh budget */
    record Planned(Step step, Optional<Reason> reason, boolean isRefresh) {}

    /** @param ledger what refreshing may spend; what this type takes is taken out of it */
    static List<Planned> of(Subject subject, Counts counts, RefreshLedger ledger, OptionalLong dailyLimit, long now) {
        var work = new PlannedWork(subject, counts);
        work.archivedAgain();
        work.records(now);
        work.backfills();
        var isWhole = work.refresh(ledger, dailyLimit, now);
        work.departures(isWhole, now);
        work.facts();
        return List.copyOf(work.steps);
    }

    private ObjectState state() {
        return subject.start().state();
    }

    private void add(Step step) {
        steps.add(new Planned(step, Optional.empty(), false));
    }

    private void again(Step step, String why, List<String> names, long records) {
        steps.add(new Planned(step, Optional.of(new Reason(why, names, records)), false));
    }

    /** As {@link ExposedValues#readArchivedAgain}: rows beyond HubSpot's live records are of those that left. */
    private void archivedAgain() {
        var plan = subject.plan();
        var isDue = plan.archivedChanged()
                || !plan.exposed().isEmpty()
                || state().refresh().required();
        var left = subject.rowsThere() - rows();
        if (isDue && state().snapshot() == null && left > 0) {
            add(new Step.LookUp(left));
        }
    }

    private void records(long now) {
        var searchesChanges = counts.searchable() && state().facts().changesCanBeSearched();
        if (state().snapshot() != null) {
            snapshot();
        }
        var isEnterable = state().highestId() == 0 || state().facts().listJump() == PortalFacts.ListJump.ALLOWED;
        if (state().snapshot() == null && !subject.isFiltered() && isEnterable) {
            add(new Step.Newest(subject.portal().lists()));
        }
        if (searchesChanges) {
            changes(isAskedByLatest(now));
        }
    }

    /** Whether the records that were modified last are asked for before a window is read. */
    private boolean isAskedByLatest(long now) {
        var window =
                WindowProgress.since(state().cursorMillis(), subject.settings().overlap(), now);
        return state().snapshot() == null
                && !subject.isFiltered()
                && state().facts().idOrder() == PortalFacts.IdOrder.NUMERIC
                && !state().knowsChangeIn(window);
    }

    private void changes(boolean byLatest) {
        if (state().window() != null) {
            add(new Step.Changes(0, 0, false));
        }
        if (byLatest && counts.changed() > 0) {
            add(new Step.Changes(0, 0, false));
        }
        if (asksWhetherChangesAreFound() && counts.changed() > 0) {
            add(new Step.Changes(0, 0, false));
        }
        var byId = state().readsChangesById(
                        state().cursorMillis() - subject.settings().overlap().toMillis());
        add(new Step.Changes(counts.changed(), subject.portal().hiddenProperties(), byId));
    }

    /** Where nothing has changed, the same search tells that. */
    private boolean asksWhetherChangesAreFound() {
        return state().facts().modifiedFilter() == PortalFacts.ModifiedFilter.UNKNOWN
                && state().modifiedFromMillis() == 0
                && !subject.isFiltered();
    }

    private void snapshot() {
        var snapshot = state().snapshot();
        var rows = counts.toLoad();
        var hidden = subject.portal().hiddenProperties();
        if (state().filter().isChanging()) {
            var keeps = subject.before()
                    .map(before -> before.filter().keepsRows(state().filter().text()))
                    .orElse(false);
            var read = keeps ? Math.max(0, rows - subject.rowsThere()) : rows;
            again(new Step.FilteredLoad(rows, hidden, read), "the filter changed", List.of(), read);
        } else if (subject.isFiltered() || (snapshot != null && snapshot.filtered())) {
            first(new Step.FilteredLoad(rows, hidden, 0), rows);
        } else {
            first(new Step.FirstLoad(subject.portal(), portalFacts()), rows);
        }
    }

    private void first(Step step, long rows) {
        var snapshot = state().snapshot();
        if (subject.start().kind() == StartingState.Kind.TABLE_LOST) {
            again(step, "its table is gone", List.of(subject.type().table()), rows);
        } else if (snapshot != null && snapshot.modifiedBeforeMillis() < Long.MAX_VALUE) {
            again(step, "older records are wanted now", List.of(), rows);
        } else {
            add(step);
        }
    }

    private void backfills() {
        for (var backfill : state().backfills()) {
            var rows = counts.having(backfill.property());
            again(new Step.Backfill(rows), "newly selected", List.of(backfill.property()), rows);
        }
    }

    /** @return whether it reads every record */
    private boolean refresh(RefreshLedger ledger, OptionalLong dailyLimit, long now) {
        var snapshot = state().snapshot();
        var hadRows = hadRows();
        var unsearched = snapshot == null && !state().facts().changesCanBeSearched();
        var required = state().refresh().required() || unsearched;
        var settings = subject.settings();
        if (required || (hadRows && settings.refresh().policy() == RefreshPolicy.ALWAYS)) {
            var reason = required ? whyAll(unsearched) : new Reason("refresh is set to always", List.of(), rows());
            again(pass(Long.MAX_VALUE), reason.why(), reason.names(), reason.records());
            return true;
        }
        if (!hadRows || settings.refresh().policy() == RefreshPolicy.NEVER) {
            return false;
        }
        var daily = RefreshBudget.dailyCalls(
                dailyLimit, settings.refresh().dailyShare(), settings.refresh().maxCallsPerRun());
        var reserved = ledger.reserve(settings.refresh().maxCallsPerRun(), now, daily);
        ledger.giveBack(reserved);
        var perPage = subject.portal().lists().calls() + 100 * callsOfFacts();
        var pages = (long) (reserved / perPage);
        var needed = Math.max(1, (readAgain() + 99) / 100);
        ledger.spend(Math.min(pages, needed) * perPage, now, daily);
        if (pages > 0) {
            steps.add(new Planned(pass(pages), Optional.empty(), true));
        }
        return pages >= needed;
    }

    /** How many calls the links and histories of each record cost. */
    private double callsOfFacts() {
        var links =
                subject.pairs().stream().mapToDouble(LinkPair::callsPerRecord).sum();
        return subject.histories().isEmpty() ? links : links + HistoryReader.CALLS_PER_RECORD;
    }

    /** Whether rows of earlier runs may be there. */
    private boolean hadRows() {
        var snapshot = state().snapshot();
        return snapshot == null || !snapshot.covered().isEmpty() || state().cursorMillis() > 0;
    }

    private Step pass(long pages) {
        return isSearched()
                ? new Step.SearchPass(rows(), pages)
                : new Step.ListPass(readAgain(), rows(), pages, subject.portal().lists(), portalFacts());
    }

    private PortalFacts portalFacts() {
        return counts.searchable() ? state().facts() : state().facts().with(PortalFacts.Search.MISSING);
    }

    private boolean isSearched() {
        return subject.isFiltered() && state().facts().search() != PortalFacts.Search.MISSING;
    }

    /** A list shows records from before the bound, too. */
    private long readAgain() {
        return isSearched() ? rows() : Math.max(rows(), counts.listed());
    }

    private long rows() {
        return subject.portal().rows();
    }

    private Reason whyAll(boolean unsearched) {
        var plan = subject.plan();
        if (unsearched) {
            return new Reason("changes cannot be searched", List.of(), rows());
        }
        if (!plan.exposed().isEmpty()) {
            return new Reason("their protection changed", plan.exposed(), rows());
        }
        if (plan.hasLostAll()) {
            return new Reason("another table, such as an older copy, is in its place", List.of(), rows());
        }
        if (!plan.lost().isEmpty()) {
            return new Reason("somebody dropped the column", plan.lost(), rows());
        }
        if (!plan.changed().isEmpty()) {
            return new Reason("their type or form changed", plan.changed(), rows());
        }
        if (!plan.newlySelected().isEmpty()) {
            return new Reason("newly selected", plan.newlySelected(), rows());
        }
        return new Reason("an earlier run left it to this one", List.of(), rows());
    }

    private void departures(boolean isWhole, long now) {
        var snapshot = state().snapshot();
        var looksAtAll = snapshot != null && state().filter().isChanging();
        if (looksAtAll && subject.rowsThere() > rows()) {
            add(new Step.LookUp(subject.rowsThere() - rows()));
        }
        if (isWhole || looksAtAll || !counts.searchable() || isOnePass()) {
            return;
        }
        var reads = steps.stream().anyMatch(planned -> reads(planned.step()));
        if (!reads && isAskedByLatest(now) && state().facts().changesCanBeSearched()) {
            return;
        }
        var rows = Math.max(rows(), snapshot == null ? subject.rowsThere() : 0);
        if (subject.settings().deletes() != DeleteMode.IGNORE || rows <= 200) {
            add(new Step.Departures(rows, reads));
        }
    }

    /** Whether one pass over the list brings all records, and nothing takes time after the search that follows it. */
    private boolean isOnePass() {
        var snapshot = state().snapshot();
        return snapshot != null
                && !subject.withFacts()
                && snapshot.covered().isEmpty()
                && steps.stream()
                        .anyMatch(planned -> planned.step() instanceof Step.FirstLoad load && load.isOnePass());
    }

    private static boolean reads(Step step) {
        return switch (step) {
            case Step.FirstLoad load -> load.portal().rows() > 0;
            case Step.FilteredLoad load -> load.rows() > 0;
            case Step.Changes changes -> changes.rows() > 0;
            case Step.Backfill backfill -> backfill.rows() > 0;
            case Step.ListPass pass -> pass.rows() > 0;
            case Step.SearchPass pass -> pass.rows() > 0;
            case Step.Newest newest -> false;
            case Step.Departures departures -> false;
            case Step.LookUp looked -> false;
            case Step.LoadLinks load -> false;
            case Step.LoadSplits load -> false;
            case Step.LoadHistories load -> false;
        };
    }

    private void facts() {
        var rows = rows();
        for (var pair : subject.pairs()) {
            if (isOpen(pair.table())) {
                var step = pair.isDealSplits() ? new Step.LoadSplits(rows) : new Step.LoadLinks(rows);
                again(step, "links are not loaded yet", List.of(pair.name()), rows);
            }
        }
        var history = HistoryReader.table(subject.type()).name();
        if (!subject.histories().isEmpty() && isOpen(history)) {
            var why = subject.plan().exposed().isEmpty()
                    ? "histories are not loaded yet"
                    : "histories lost what is protected now";
            again(new Step.LoadHistories(rows), why, subject.histories(), rows);
        }
    }

    private boolean isOpen(String table) {
        return state().factTable(table)
                .map((FactProgress known) -> !known.isWhole())
                .orElse(false);
    }
}
