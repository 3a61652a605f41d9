package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;

/**
 * {@code _HUBFLOW_CHECKPOINTS}, the only truth about how far each stream has been loaded, and {@code _HUBFLOW_META}, whose
 * one row says who wrote last and is the lock of all writers.
 *
 * <p>Reading them costs nothing when nothing has changed: Snowflake answers the same text on unchanged data from its result
 * cache, for 24 hours after its last use, without a warehouse (docs.snowflake.com user-guide/querying-persisted-results).
 * The SELECT is therefore one constant text, and is asked once more after a run's last commit, while the warehouse is awake
 * anyway.
 */
final class StateTable {
    /** Raised when the meaning of the tables changes; an older hubflow then refuses to touch them. */
    private static final int FORMAT_VERSION = 1;

    private static final Purpose READING = new Purpose("read the checkpoints", "");

    private final Place place;
    private final Grants grants;
    private final String select;
    private final LongPredicate isCached;

    /** @param isCached whether Snowflake's result cache holds the state of so many commits; told of each question */
    StateTable(Place place, Grants grants, LongPredicate isCached) {
        this.isCached = isCached;
        this.place = place;
        this.grants = grants;
        this.select = "SELECT \"KIND\", \"STREAM\", \"SEQUENCE\", \"STATE\", \"COMMIT_ID\" FROM "
                + place.object(Place.STATE)
                + " UNION ALL SELECT 'meta', \"WRITTEN_BY\", \"FORMAT_VERSION\", \"COMMITS\"::VARCHAR, \"COMMIT_ID\" FROM "
                + place.object(Place.META) + " ORDER BY 1, 2";
    }

    /** What is stored now; empty, and nothing made, when there are no such tables. */
    StoredState load(Session session) {
        var state = new StoredState();
        session.show(
                new Purpose("list the schema " + place.qualifiedSchema(), ""),
                "SHOW OBJECTS IN SCHEMA " + place.qualifiedSchema(),
                row -> {
                    var comment = row.getString("comment");
                    state.addObject(row.getString("name"), comment == null ? "" : comment);
                    state.countRows(row.getString("name"), Session.textIfPresent(row, "rows"));
                    state.wasMade(row.getString("name"), Session.createdOn(row));
                    return true;
                });
        if (state.hasObject(Place.STATE) && state.hasObject(Place.META)) {
            read(session).forEach(state::put);
            state.findOthers();
        }
        return state;
    }

    /** Takes no warehouse where the result cache has the answer; the first one after another writer's commit does take it. */
    List<StoredState.Entry> read(Session session) {
        var entries = session.selectCached(
                READING,
                select,
                row -> new StoredState.Entry(
                        StateKind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5)),
                read -> isCached.test(StoredState.commits(read)));
        entries.forEach(this::requireFormat);
        return entries;
    }

    private void requireFormat(StoredState.Entry entry) {
        if (entry.kind() == StateKind.META && entry.sequence() > FORMAT_VERSION) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_STATE_NEWER,
                    "The state in " + place.qualifiedSchema() + " was last written by " + entry.name() + ", in format "
                            + entry.sequence() + "; this is " + writer() + ", which knows format " + FORMAT_VERSION
                            + ".",
                    "Nothing was changed, so that its state is not misread.",
                    "Use that version of hubflow or a newer one, or another Destination Schema.");
        }
    }

    private static String writer() {
        var version = StateTable.class.getPackage().getImplementationVersion();
        return "hubflow " + (version == null ? "development build" : version);
    }

    /** Makes the tables; that of the lock with its one row in one statement, so that there is never a second such row. */
    void create(Session session, StoredState state) {
        createOnce(
                session,
                state,
                Place.STATE,
                "(\"KIND\" VARCHAR, \"STREAM\" VARCHAR, \"SEQUENCE\" NUMBER(38,0), \"STATE\" VARCHAR,"
                        + " \"COMMIT_ID\" VARCHAR, \"COMMITTED_AT\" TIMESTAMP_TZ)",
                "");
        createOnce(
                session,
                state,
                Place.META,
                "(\"FORMAT_VERSION\" NUMBER(38,0), \"WRITTEN_BY\" VARCHAR, \"COMMITS\" NUMBER(38,0),"
                        + " \"COMMIT_ID\" VARCHAR, \"COMMITTED_AT\" TIMESTAMP_TZ)",
                " AS SELECT " + FORMAT_VERSION + ", " + literal(writer())
                        + ", 0, '', CURRENT_TIMESTAMP()::TIMESTAMP_TZ");
    }

    private void createOnce(Session session, StoredState state, String table, String columns, String as) {
        if (state.hasObject(table)) {
            return;
        }
        var purpose = new Purpose("create table " + place.object(table), grants.createTable());
        var sql = "CREATE TABLE " + place.object(table) + " " + columns + " COMMENT = "
                + literal(Ddl.COMMENT + "how far it has loaded") + as;
        try {
            if (as.isEmpty()) {
                session.run(purpose, sql);
            } else {
                session.compute(purpose, sql);
            }
        } catch (StatementFailure e) {
            if (e.kind() != StatementFailure.Kind.OBJECT_EXISTS) {
                throw e;
            }
        }
        state.addObject(table, Ddl.COMMENT);
    }

    /** Takes the lock of all writers, or waits for it. */
    void lock(Session session, String commitId) {
        var changes = session.change(
                new Purpose("take the writers' lock", grants.writeTable(Place.META)),
                "UPDATE " + place.object(Place.META) + " SET \"COMMITS\" = \"COMMITS\" + 1, \"COMMIT_ID\" = "
                        + literal(commitId) + ", \"WRITTEN_BY\" = " + literal(writer())
                        + ", \"COMMITTED_AT\" = CURRENT_TIMESTAMP()::TIMESTAMP_TZ");
        if (changes.updated() != 1) {
            throw Failures.corrupt(
                    place.object(Place.META) + " has " + changes.updated() + " rows instead of one", null);
        }
    }

    /**
     * Writes entries from staged lines of kind, name, sequence, previous sequence, state, commit id and time. A checkpoint is
     * written where the stored sequence is the previous one, other entries (previous sequence −1) always.
     */
    Session.Changes merge(Session session, String stagedPath) {
        return session.change(
                new Purpose("write the checkpoints", grants.writeTable(Place.STATE)),
                "MERGE INTO " + place.object(Place.STATE) + " t USING (SELECT $1:c0::VARCHAR AS K, $1:c1::VARCHAR AS N,"
                        + " $1:c2::NUMBER(38,0) AS B, $1:c3::NUMBER(38,0) AS P, $1:c4::VARCHAR AS S,"
                        + " $1:c5::VARCHAR AS I, $1:c6::TIMESTAMP_TZ AS C FROM " + place.staged(stagedPath) + ") s"
                        + " ON t.\"KIND\" = s.K AND t.\"STREAM\" = s.N"
                        + " WHEN MATCHED AND (s.P < 0 OR t.\"SEQUENCE\" = s.P) THEN UPDATE SET \"SEQUENCE\" = s.B,"
                        + " \"STATE\" = s.S, \"COMMIT_ID\" = s.I, \"COMMITTED_AT\" = s.C"
                        + " WHEN NOT MATCHED AND s.P <= 0 THEN INSERT"
                        + " (\"KIND\", \"STREAM\", \"SEQUENCE\", \"STATE\", \"COMMIT_ID\", \"COMMITTED_AT\")"
                        + " VALUES (s.K, s.N, s.B, s.S, s.I, s.C)");
    }

    ConnectorException moved(String found) {
        return new ConnectorException(
                ErrorCode.DESTINATION_STATE_MOVED,
                "A checkpoint does not follow the one in " + place.object(Place.STATE) + ": " + found + ".",
                "Another hubflow run has written here in the meantime. Nothing of this commit was written.",
                "Make sure that only one hubflow loads this schema, then run again.");
    }

    ConnectorException dropped(List<String> tables) {
        var names = String.join(", ", tables.stream().map(place::object).toList());
        return new ConnectorException(
                ErrorCode.DESTINATION_STATE_MOVED,
                names + " was dropped while it was being loaded.",
                "Nothing of this commit was written, because the changes alone would not restore the earlier rows.",
                "Run again: hubflow loads an object type completely when its table is missing.");
    }

    /** Snowflake does not list a table that the role has no right on, so it was taken for dropped. */
    ConnectorException hidden(List<String> tables) {
        return new ConnectorException(
                ErrorCode.DESTINATION_REFUSED,
                String.join(", ", tables.stream().map(place::object).toList())
                        + " is there, but the role " + Identifiers.quote(grants.role())
                        + " may not see it: another role owns it, perhaps since its ownership was moved.",
                "Nothing of this commit was written.",
                "Have an administrator run: "
                        + String.join(
                                "; ", tables.stream().map(grants::regainTable).toList())
                        + "; then run again.");
    }

    ConnectorException moved(CommitPlan plan) {
        var expected = plan.checkpoints().stream()
                .map(s -> s.checkpoint().stream() + " is no longer at checkpoint " + s.base())
                .toList();
        return moved(String.join(", ", expected));
    }
}
