package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes tables of facts about records, such as links, ready for what is staged for them. Guarded by the destination's lock. */
final class FactPreparation {
    private static final Logger LOG = LoggerFactory.getLogger(FactPreparation.class);

    private final Place place;
    private final Grants grants;
    private final Layout layout;
    private final Ddl ddl;
    private final TableOwnership ownership;
    private final LiveColumns columns;
    private final RawViews views;

    FactPreparation(
            Place place,
            Grants grants,
            Layout layout,
            Ddl ddl,
            TableOwnership ownership,
            LiveColumns columns,
            RawViews views) {
        this.place = place;
        this.grants = grants;
        this.layout = layout;
        this.ddl = ddl;
        this.ownership = ownership;
        this.columns = columns;
        this.views = views;
    }

    /**
     * The table {@link Place#SETS} has to be ready before.
     *
     * @throws ConnectorException {@code DESTINATION_TABLE_REFUSED} when the table has lost a column of its key
     */
    Prepared prepare(Session session, FactTable table, StoredState state) {
        var name = Identifiers.upper(table.name());
        ownership.requireFacts(name, state);
        boolean made = !state.hasObject(name);
        if (made) {
            session.run(
                    new Purpose("create table " + place.object(name), grants.createTable()), ddl.createTable(table));
            state.addObject(name, Ddl.COMMENT + Ddl.FACTS);
        }
        var live = columns.of(session, name);
        for (var column : table.key()) {
            if (!live.containsKey(Identifiers.upper(column))) {
                throw new ConnectorException(
                        ErrorCode.DESTINATION_TABLE_REFUSED,
                        "Table " + place.object(name) + " has lost its column " + column
                                + ", which is part of its key.",
                        "Nothing was written to it.",
                        "Run: DROP TABLE " + place.object(name) + "; the next run loads it again.");
            }
        }
        FactSql.allColumns(table).forEach(column -> requireType(name, column, live));
        var missing = FactSql.allColumns(table).stream()
                .map(Column::name)
                .filter(column -> !live.containsKey(Identifiers.upper(column)))
                .toList();
        boolean grown = !missing.isEmpty();
        if (grown) {
            haveSetsWrittenAgain(session, table, missing);
            columns.addMissing(session, name, FactSql.allColumns(table), live);
        }
        columns.remember(name, live);
        if (layout == Layout.RAW && (made || grown || !state.hasObject(WarehouseTable.viewName(name)))) {
            views.make(session, name, table, state);
        }
        return made ? Prepared.MADE : grown ? Prepared.GROWN : Prepared.AS_BEFORE;
    }

    /** What {@link #prepare} did. */
    enum Prepared {
        AS_BEFORE,
        /** Columns were added, so that no set counts as unchanged any more. */
        GROWN,
        MADE
    }

    /** As {@link RecordPreparation} does it for rows. */
    private void haveSetsWrittenAgain(Session session, FactTable table, List<String> lost) {
        LOG.warn(
                "Table {} had lost its column {}, which is made again. Rows get its values back as their records are refreshed;"
                        + " sync --refresh always reads all of them at once",
                place.object(Identifiers.upper(table.name())),
                String.join(", ", lost));
        session.change(
                new Purpose("write to " + place.object(Place.SETS), grants.writeTable(Place.SETS)),
                new FactSql(place, table, "").unhashAll());
    }

    private void requireType(String table, Column column, Map<String, ColumnType> live) {
        var name = Identifiers.upper(column.name());
        var found = live.get(name);
        if (live.containsKey(name) && found != column.type()) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_TABLE_REFUSED,
                    "Column " + quote(name) + " of table " + place.object(table) + " is "
                            + (found == null ? "of another type" : SqlType.ddl(found)) + " now; hubflow made it "
                            + SqlType.ddl(column.type()) + ".",
                    "Nothing was written to it.",
                    "Run: DROP TABLE " + place.object(table) + "; the next run loads it again.");
        }
    }
}
