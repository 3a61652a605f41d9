package io.hubflow.duckdb;

import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.CommitResult;
import io.hubflow.engine.destination.CommitResult.FactResult;
import io.hubflow.engine.destination.CommitResult.TableResult;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** Writes everything of one commit. Runs on the writer thread, between BEGIN and COMMIT but for the comments. */
final class CommitTransaction {
    private final OpenDatabase database;
    private final StateTables state;
    private final TableCatalog catalog;
    private final TableEvolution evolution;

    CommitTransaction(OpenDatabase database) {
        this.database = database;
        this.state = new StateTables(database.location(), database.connection(), database.presentTables());
        this.catalog = new TableCatalog(database.location(), database.connection(), database.presentTables());
        this.evolution = new TableEvolution(database.connection(), catalog);
    }

    /** Checkpoints first: a commit that must not happen costs nothing. */
    CommitResult write(Commit commit, TakenStages taken, Instant now) throws SQLException {
        state.requireReadable();
        state.createIfAbsent();
        if (database.isShared()) {
            state.keepOthersAway();
        }
        for (var checkpoint : commit.checkpoints()) {
            state.write(checkpoint, now);
        }
        var merge = new TableMerge(database, catalog, evolution);
        var tables = new ArrayList<TableResult>();
        for (var stage : taken.rows().entrySet()) {
            tables.add(merge.merge(stage.getKey(), stage.getValue()));
        }
        var facts = new ArrayList<FactResult>();
        var factMerge = new FactMerge(database, evolution, taken.tablesWithFacts());
        for (var stage : taken.facts().entrySet()) {
            facts.add(factMerge.merge(stage.getKey().table(), stage.getValue()));
        }
        var references = new ReferenceRows(database.connection(), catalog, evolution);
        for (var reference : commit.references()) {
            references.replace(reference);
        }
        for (var row : commit.quarantined()) {
            state.write(row);
        }
        var result = new CommitResult(tables, facts);
        for (var run : commit.runs()) {
            state.write(run.after(commit, result));
        }
        return result;
    }

    /** Brings the comments of the commit's tables up to date, once it has been committed. */
    void comment(Commit commit, TakenStages taken) throws SQLException {
        var staged = taken.rows().entrySet().stream()
                .filter(stage -> !stage.getValue().isEmpty())
                .map(stage -> stage.getKey().schema().table())
                .collect(Collectors.toSet());
        new TableComments(database, catalog).renew(commit, staged, evolution.changed());
    }
}
