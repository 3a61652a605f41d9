package io.hubflow.snowflake;

/** Makes the tables of each kind ready for what a commit writes to them, and forgets what is known of them. Guarded by the lock. */
final class TablePreparation {
    private final TableOwnership ownership;
    private final LiveColumns columns;
    private final TableComments comments;
    private final RawViews views;
    private final LostColumns lost = new LostColumns();
    private final RecordPreparation records;
    private final FactPreparation facts;
    private final PlainPreparation plain;

    TablePreparation(Place place, Grants grants, Layout layout) {
        var ddl = new Ddl(place);
        ownership = new TableOwnership(place, grants);
        comments = new TableComments(place, grants);
        columns = new LiveColumns(place, grants, ddl, comments);
        views = new RawViews(place, grants, ddl, ownership);
        records = new RecordPreparation(place, grants, layout, ddl, ownership, columns, comments, views);
        facts = new FactPreparation(place, grants, layout, ddl, ownership, columns, views);
        plain = new PlainPreparation(place, grants, ddl, ownership, columns);
    }

    /** Forgets what was seen, after a failure that somebody else's DDL may explain. */
    void forget() {
        columns.forget();
        views.forget();
        lost.forget();
        comments.forget();
    }

    TableOwnership ownership() {
        return ownership;
    }

    LostColumns lost() {
        return lost;
    }

    RecordPreparation records() {
        return records;
    }

    FactPreparation facts() {
        return facts;
    }

    PlainPreparation plain() {
        return plain;
    }
}
