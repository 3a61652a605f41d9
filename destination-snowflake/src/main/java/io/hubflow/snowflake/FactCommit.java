package io.hubflow.snowflake;

import io.hubflow.engine.destination.CommitResult.FactResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The part of a {@link GuardedCommit} about one stage of facts: makes its tables ready, then writes within the transaction. */
final class FactCommit {
    private final Place place;
    private final Grants grants;
    private final StagedFacts staged;
    private final FactSql sql;
    private final String name;
    private boolean made;
    private boolean grown;
    private @Nullable StoredState state;

    FactCommit(Place place, Grants grants, StagedFacts staged, String stagedPath) {
        this.place = place;
        this.grants = grants;
        this.staged = staged;
        this.sql = new FactSql(place, staged.table(), stagedPath);
        this.name = Identifiers.upper(staged.table().name());
    }

    StagedFacts staged() {
        return staged;
    }

    /** Records that are forgotten before the table exists, and sets without a row, need no table. */
    void prepare(Session session, TablePreparation preparation, StoredState state) {
        this.state = state;
        preparation.plain().prepare(session, Place.SETS, BookkeepingTables.SETS, state);
        preparation.plain().prepare(session, Place.DEPARTURES, BookkeepingTables.DEPARTURES, state);
        if (staged.sendsRows() || state.hasObject(name)) {
            var prepared = preparation.facts().prepare(session, staged.table(), state);
            made |= prepared == FactPreparation.Prepared.MADE;
            grown |= prepared == FactPreparation.Prepared.GROWN;
        }
    }

    /** Before any stage of the commit is written: several may be of one table. */
    void begin(Session session) {
        if (made) {
            session.change(bookkeeping(Place.SETS), sql.clearSets());
        }
    }

    WrittenFacts write(Session session) {
        var present =
                Objects.requireNonNull(state, "written before it was prepared").hasObject(name);
        if (!staged.forgottenColumns().isEmpty()) {
            session.change(bookkeeping(Place.DEPARTURES), sql.recordDepartures());
        }
        long inserted = 0;
        long updated = 0;
        long removed = 0;
        var purpose = new Purpose("merge facts into " + place.object(name), grants.writeTable(name));
        if (present && staged.sendsSets()) {
            var changes = session.change(purpose, sql.merge());
            inserted = changes.inserted();
            updated = changes.updated();
            removed = changes.deleted();
        }
        if (present) {
            session.change(bookkeeping(Place.SETS), sql.recordSets());
            for (var column : staged.forgottenColumns()) {
                session.change(bookkeeping(Place.SETS), sql.unhash(column));
                removed += session.change(purpose, sql.forget(column)).deleted();
            }
        }
        var unchanged = Math.max(0, staged.rows() - inserted - updated);
        return new WrittenFacts(
                new FactResult(staged.table().name(), inserted, updated, removed, unchanged),
                present ? staged.sentSets() : new SentSets(),
                grown || !staged.forgottenColumns().isEmpty());
    }

    /** After every stage of the commit is written: sets that were confirmed without being sent got their hash back. */
    void end(Session session) {
        if (grown) {
            session.change(bookkeeping(Place.SETS), sql.unhashAll());
        }
    }

    private Purpose bookkeeping(String table) {
        return new Purpose("write to " + place.object(table), grants.writeTable(table));
    }
}
