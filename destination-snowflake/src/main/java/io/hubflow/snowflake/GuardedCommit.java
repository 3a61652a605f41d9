package io.hubflow.snowflake;

import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.DestinationCost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One attempt at a commit: tables made ready, files uploaded, then one transaction that first takes the writer's row, then
 * moves each checkpoint from its old batch to the new one, then merges the rows and the facts.
 *
 * <p>If a checkpoint was not where it should be, somebody else has written it, and nothing of ours is. The same files can be
 * committed again by another attempt: the checkpoints then stand where this one left them or did not.
 */
final class GuardedCommit {
    private final Place place;
    private final Grants grants;
    private final StateTable stateTable;
    private final TablePreparation preparation;
    private final CommitStep.Observer observer;
    private final CommitPlan plan;
    private final StagedFiles files;
    private final List<StagedRows> rows;
    private final List<FactCommit> facts = new ArrayList<>();
    private final String commitId;
    private final List<RecordPreparation.Prepared> prepared = new ArrayList<>();
    private final List<WrittenRows> results = new ArrayList<>();
    private final List<WrittenFacts> factResults = new ArrayList<>();
    private int stateLines;
    private MergeSql.Removals removals = MergeSql.Removals.NONE;
    private boolean commitSent;

    GuardedCommit(
            Place place,
            Grants grants,
            StateTable stateTable,
            TablePreparation preparation,
            CommitStep.Observer observer,
            CommitPlan plan,
            StagedFiles files,
            List<StagedRows> rows,
            List<StagedFacts> stagedFacts,
            String commitId) {
        this.place = place;
        this.grants = grants;
        this.stateTable = stateTable;
        this.preparation = preparation;
        this.observer = observer;
        this.plan = plan;
        this.files = files;
        this.rows = rows;
        for (int i = 0; i < stagedFacts.size(); i++) {
            facts.add(new FactCommit(place, grants, stagedFacts.get(i), files.facts(i)));
        }
        this.commitId = commitId;
    }

    /** Whether COMMIT was sent, so that a failure since then leaves its outcome open. */
    boolean commitSent() {
        return commitSent;
    }

    WrittenCommit results() {
        return new WrittenCommit(results, factResults);
    }

    /** @throws StatementFailure when a statement fails; the transaction is then rolled back or will be by Snowflake */
    void run(
            Session session,
            StoredState state,
            CostMeter meter,
            Function<String, DestinationCost> runCost,
            Instant now) {
        prepareTables(session, state);
        observer.reached(CommitStep.TABLES_READY);
        preparation.lost().settle(plan.checkpoints(), state);
        stateLines = files.addState(plan, state, now);
        files.addRuns(plan, runCost);
        files.upload(session, place, grants);
        meter.staged(files.bytes());
        observer.reached(CommitStep.UPLOADED);
        session.run(new Purpose("begin a transaction", ""), "BEGIN TRANSACTION");
        observer.reached(CommitStep.BEGUN);
        try {
            write(session);
        } catch (RuntimeException e) {
            rollBack(session, e);
            throw e;
        }
        observer.reached(CommitStep.BEFORE_COMMIT);
        commitSent = true;
        session.run(new Purpose("commit", ""), "COMMIT");
        observer.reached(CommitStep.COMMITTED);
    }

    private void prepareTables(Session session, StoredState state) {
        for (var reference : plan.references()) {
            preparation
                    .ownership()
                    .requireOurs(Identifiers.upper(reference.table().name()), state);
        }
        for (var staged : rows) {
            preparation.records().target(staged.schema(), state);
        }
        for (var staged : facts) {
            preparation
                    .ownership()
                    .requireFacts(Identifiers.upper(staged.staged().table().name()), state);
        }
        var words = new PropertyWords(place, grants, plan);
        for (var staged : rows) {
            prepared.add(preparation
                    .records()
                    .prepare(session, staged.schema(), !staged.unread().isEmpty(), state, words));
        }
        preparation
                .records()
                .describeOthers(
                        session,
                        prepared.stream().map(table -> table.table().table()).collect(Collectors.toSet()),
                        state,
                        words);
        if (rows.stream().anyMatch(StagedRows::removes)) {
            preparation.plain().prepare(session, Place.REMOVED, BookkeepingTables.REMOVED, state);
        }
        removals = state.hasObject(Place.REMOVED) ? MergeSql.Removals.SOME : MergeSql.Removals.NONE;
        for (var staged : facts) {
            staged.prepare(session, preparation, state);
        }
        if (!plan.quarantined().isEmpty()) {
            preparation.plain().prepare(session, Place.QUARANTINE, BookkeepingTables.QUARANTINE, state);
        }
        if (!plan.runs().isEmpty()) {
            preparation.plain().prepare(session, Place.RUNS, BookkeepingTables.RUNS, state);
        }
        for (var reference : plan.references()) {
            var table = reference.table();
            preparation.plain().prepare(session, Identifiers.upper(table.name()), table.columns(), state);
        }
    }

    private void write(Session session) {
        stateTable.lock(session, commitId);
        observer.reached(CommitStep.LOCKED);
        if (stateLines > 0 && stateTable.merge(session, files.state()).total() != stateLines) {
            throw stateTable.moved(plan);
        }
        observer.reached(CommitStep.STATE_MERGED);
        var sql = new MergeSql(place);
        for (int i = 0; i < rows.size(); i++) {
            results.add(mergeRows(session, sql, i));
        }
        facts.forEach(staged -> staged.begin(session));
        facts.forEach(staged -> factResults.add(staged.write(session)));
        facts.forEach(staged -> staged.end(session));
        writeReferences(session, sql);
        writeCompanions(session, sql);
        observer.reached(CommitStep.ROWS_MERGED);
    }

    private WrittenRows mergeRows(Session session, MergeSql sql, int index) {
        var staged = rows.get(index);
        var table = prepared.get(index).table();
        boolean plain = prepared.get(index).empty()
                && staged.kind() == StagedRows.Kind.RECORDS
                && !plan.checkpoints().isEmpty();
        var path = files.stage(index);
        var purpose = new Purpose("merge rows into " + place.object(table.table()), grants.writeTable(table.table()));
        var statement = switch (staged.kind()) {
            case RECORDS ->
                plain && removals == MergeSql.Removals.NONE
                        ? sql.insert(table, path)
                        : sql.merge(table, staged.unread(), path, staged.lowestId(), staged.highestId(), removals);
            case DEPARTURES -> sql.depart(table, staged.deletes(), path, staged.lowestId(), staged.highestId());
        };
        boolean sent = !staged.parts().isEmpty();
        var changes = sent ? session.change(purpose, statement) : Session.Changes.NONE;
        if (sent && staged.kind() == StagedRows.Kind.RECORDS && !plain && table.readInPart()) {
            session.change(purpose, sql.confirm(table, path, staged.lowestId(), staged.highestId()));
        }
        if (sent && removals == MergeSql.Removals.SOME) {
            writeRemovals(session, sql, staged, table, path);
        }
        boolean chained = sent
                && staged.marksMerged()
                && new ShortenedChains(session, place.object(table.table()), purpose).run();
        var result = new CommitResult.TableResult(
                staged.schema().table(),
                changes.inserted(),
                changes.updated(),
                staged.ids() - changes.total(),
                changes.deleted());
        return new WrittenRows(
                result,
                table.table(),
                staged,
                plain,
                chained || prepared.get(index).restored());
    }

    private void writeRemovals(Session session, MergeSql sql, StagedRows staged, WarehouseTable table, String path) {
        var removal = new RemovalSql(place, table);
        session.change(
                new Purpose("write to " + place.object(Place.REMOVED), grants.writeTable(Place.REMOVED)),
                staged.removes() ? removal.record(sql.departures(path)) : removal.forgetReturned(sql.stagedIds(path)));
    }

    private void writeReferences(Session session, MergeSql sql) {
        for (int i = 0; i < plan.references().size(); i++) {
            var table = plan.references().get(i).table();
            var name = Identifiers.upper(table.name());
            var purpose = new Purpose("replace rows of " + place.object(name), grants.writeTable(name));
            if (table.keptBy().isEmpty()) {
                session.change(purpose, sql.delete(name, table.scopeColumn(), table.scopeValue()));
            } else if (!table.rows().isEmpty()) {
                session.change(purpose, sql.deleteAgain(name, table, files.reference(i)));
                if (!table.partial()) {
                    session.change(purpose, sql.markOthers(name, table));
                }
            }
            if (table.noneLeft()) {
                session.change(purpose, sql.markOthers(name, table));
            }
            if (!table.rows().isEmpty()) {
                session.change(purpose, sql.insert(name, table.columns(), files.reference(i)));
            }
        }
    }

    private void writeCompanions(Session session, MergeSql sql) {
        if (!plan.quarantined().isEmpty()) {
            session.change(
                    new Purpose("write to " + place.object(Place.QUARANTINE), grants.writeTable(Place.QUARANTINE)),
                    sql.upsert(
                            Place.QUARANTINE,
                            BookkeepingTables.QUARANTINE,
                            BookkeepingTables.QUARANTINE_KEYS,
                            BookkeepingTables.QUARANTINE_CONDITION,
                            files.quarantine(),
                            Map.of()));
        }
        if (!plan.runs().isEmpty()) {
            session.change(
                    new Purpose("write to " + place.object(Place.RUNS), grants.writeTable(Place.RUNS)),
                    sql.upsert(
                            Place.RUNS,
                            BookkeepingTables.RUNS,
                            BookkeepingTables.RUNS_KEYS,
                            "",
                            files.runs(),
                            new RunCounts(plan.ownRuns(), rows, results, factResults).byColumn()));
        }
    }

    private static void rollBack(Session session, RuntimeException failure) {
        try {
            session.run(new Purpose("roll back", ""), "ROLLBACK");
        } catch (StatementFailure e) {
            failure.addSuppressed(e);
        }
    }
}
