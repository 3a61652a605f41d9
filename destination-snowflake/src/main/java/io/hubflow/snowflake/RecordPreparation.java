package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes tables of records ready for what is staged for them: creates, adds columns, widens. Each step can be taken again, so a
 * crash anywhere is repaired by the next commit, which looks at the columns that are really there. Guarded by the destination's
 * lock.
 */
final class RecordPreparation {
    private static final Logger LOG = LoggerFactory.getLogger(RecordPreparation.class);

    private final Place place;
    private final Grants grants;
    private final Layout layout;
    private final Ddl ddl;
    private final TableOwnership ownership;
    private final LiveColumns columns;
    private final TableComments comments;
    private final RawViews views;

    RecordPreparation(
            Place place,
            Grants grants,
            Layout layout,
            Ddl ddl,
            TableOwnership ownership,
            LiveColumns columns,
            TableComments comments,
            RawViews views) {
        this.place = place;
        this.grants = grants;
        this.layout = layout;
        this.ddl = ddl;
        this.ownership = ownership;
        this.columns = columns;
        this.comments = comments;
        this.views = views;
    }

    /**
     * @param empty whether the table was made just now, so that it holds no row but what this commit writes
     * @param restored whether columns that somebody dropped were added again, so that no row counts as unchanged any more
     */
    record Prepared(WarehouseTable table, boolean empty, boolean restored) {}

    /** @throws ConnectorException {@code DESTINATION_FOREIGN_TABLE} */
    WarehouseTable target(TableSchema schema, StoredState state) {
        var recorded = state.findTable(schema.table());
        if (recorded.isPresent() && state.hasObject(recorded.get().table())) {
            requireLayout(recorded.get());
            return recorded.get().evolvedTo(schema);
        }
        var name = Identifiers.upper(schema.table());
        ownership.requireOurs(name, state);
        ownership.refuseFacts(name, state);
        return WarehouseTable.planned(schema, name, layout);
    }

    private void requireLayout(WarehouseTable recorded) {
        if (recorded.layout() != layout) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_REFUSED,
                    "Table " + place.object(recorded.table()) + " has the layout " + recorded.layout()
                            + ", but snowflake.layout is " + layout + ".",
                    "The layout of a table cannot change. Nothing was written to it.",
                    "Set snowflake.layout back, or choose another Destination Schema for the other layout.");
        }
    }

    /** @param inPart whether the rows to come were read in part */
    Prepared prepare(Session session, TableSchema schema, boolean inPart, StoredState state, PropertyWords words) {
        var made = made(session, schema, state);
        var prepared = inPart ? new Prepared(made.table().markedAsReadInPart(), made.empty(), made.restored()) : made;
        comment(session, prepared.table(), state, words);
        showView(session, prepared.table(), state, words);
        state.plan(prepared.table());
        return prepared;
    }

    /** Tables that get no rows by this commit, whose properties HubSpot describes otherwise now. */
    void describeOthers(Session session, Set<String> prepared, StoredState state, PropertyWords words) {
        for (var table : state.tables()) {
            if (words.written().contains(table.objectType())
                    && !prepared.contains(table.table())
                    && state.hasObject(table.table())) {
                comment(session, table, state, words);
                showView(session, table, state, words);
            }
        }
    }

    private void showView(Session session, WarehouseTable table, StoredState state, PropertyWords words) {
        if (layout == Layout.RAW) {
            views.refresh(session, table, state, words);
        }
    }

    private void comment(Session session, WarehouseTable table, StoredState state, PropertyWords words) {
        if (comments.areOutdated(table, words)) {
            views.outdate(table.table());
            var wanted = TableComments.wanted(words.of(session, table.objectType(), state));
            comments.renew(session, table.table(), wanted);
        }
    }

    private Prepared made(Session session, TableSchema schema, StoredState state) {
        var target = target(schema, state);
        var name = target.table();
        if (!state.hasObject(name)) {
            session.run(
                    new Purpose("create table " + place.object(name), grants.createTable()), ddl.createTable(target));
            state.addObject(name, Ddl.COMMENT + "HubSpot " + schema.objectType());
            var live = columns.describe(session, name);
            comments.changed(name);
            if (live.keySet().equals(expected(target).keySet())) {
                columns.remember(name, live);
                return new Prepared(target.withLost(Set.of()), true, false);
            }
        }
        boolean known = columns.areKnown(name);
        var live = columns.of(session, name);
        if (!known) {
            live = new Widening(session, place, ddl, grants).finish(name, live);
        }
        var stripped = withoutSystemColumns(live);
        var dropped = !stripped.isEmpty()
                ? target.columns()
                : layout == Layout.RAW ? List.<PropertyColumn>of() : dropped(target, live, state);
        if (!dropped.isEmpty()) {
            haveRowsWrittenAgain(session, name, stripped.isEmpty() ? dropped : stripped, live);
        }
        addSystemColumns(session, name, live);
        var fitted = layout == Layout.RAW ? target : fit(session, target, live);
        columns.remember(name, live);
        var untold = Stream.concat(target.lost().stream(), dropped.stream().map(PropertyColumn::name))
                .collect(Collectors.toSet());
        return new Prepared(fitted.withLost(untold), false, !dropped.isEmpty());
    }

    /** Columns that earlier commits wrote and that are not there any more: somebody dropped or renamed them. */
    private static List<PropertyColumn> dropped(
            WarehouseTable target, Map<String, ColumnType> live, StoredState state) {
        return state.find(StateKind.TABLE, target.table()).stream()
                .flatMap(entry -> WarehouseTable.fromJson(entry.name(), entry.state()).columns().stream())
                .filter(column -> !live.containsKey(column.column()))
                .toList();
    }

    /**
     * A row of which HubSpot gives the same content as before counts as unchanged; without its hash it is written again as soon
     * as it is read, with the values that were dropped. Done before the columns are added, so that a crash in between loses
     * nothing. The next run is told, and reads all rows again; this one may have passed them by.
     */
    private void haveRowsWrittenAgain(
            Session session, String table, List<PropertyColumn> lost, Map<String, ColumnType> live) {
        LOG.warn(
                "Table {} had lost its column {}, which is made again. The next run reads all records again to fill it",
                place.object(table),
                lost.stream().map(PropertyColumn::column).collect(Collectors.joining(", ")));
        if (live.containsKey(SystemColumn.CONTENT_HASH.column)) {
            session.change(
                    new Purpose("have rows of " + place.object(table) + " written again", grants.writeTable(table)),
                    "UPDATE " + place.object(table) + " SET \"_CONTENT_HASH\" = 0 WHERE \"_ID\" IS NOT NULL"
                            + Stream.of(SystemColumn.ARCHIVED, SystemColumn.DELETED_AT, SystemColumn.MERGED_INTO)
                                    .filter(system -> live.containsKey(system.column))
                                    .map(system -> " AND " + quote(system.column)
                                            + (system == SystemColumn.ARCHIVED ? " IS NOT TRUE" : " IS NULL"))
                                    .collect(Collectors.joining()));
        }
    }

    /** Columns of hubflow's own that every version of it made and that somebody has dropped: rows are not what they were. */
    private static List<PropertyColumn> withoutSystemColumns(Map<String, ColumnType> live) {
        return Stream.of(
                        SystemColumn.CREATED_AT,
                        SystemColumn.UPDATED_AT,
                        SystemColumn.ARCHIVED,
                        SystemColumn.DELETED_AT,
                        SystemColumn.MERGED_INTO,
                        SystemColumn.SYNCED_AT,
                        SystemColumn.UNPARSED,
                        SystemColumn.CONTENT_HASH)
                .filter(system -> !live.containsKey(system.column))
                .map(system -> new PropertyColumn(system.column, system.column, system.type))
                .toList();
    }

    /**
     * Makes columns of hubflow's own that somebody dropped, in all tables: a question failed for want of one.
     *
     * @return whether any was missing
     */
    boolean makeSystemColumns(Session session, StoredState state) {
        boolean any = false;
        for (var table : state.tables()) {
            if (state.hasObject(table.table())) {
                var live = columns.describe(session, table.table());
                var stripped = withoutSystemColumns(live);
                if (!stripped.isEmpty()) {
                    haveRowsWrittenAgain(session, table.table(), stripped, live);
                    state.plan(table.withLost(
                            table.columns().stream().map(PropertyColumn::name).collect(Collectors.toSet())));
                }
                any |= addSystemColumns(session, table.table(), live);
            }
        }
        return any;
    }

    /** Those that an older hubflow did not make. The view over a raw table has to be made again then. */
    private boolean addSystemColumns(Session session, String table, Map<String, ColumnType> live) {
        var missing = Arrays.stream(SystemColumn.values())
                .filter(system -> !live.containsKey(system.column))
                .map(system -> new PropertyColumn(system.column, system.column, system.type))
                .toList();
        if (!missing.isEmpty()) {
            session.run(
                    new Purpose("add columns to " + place.object(table), grants.ownTable(table)),
                    ddl.addColumns(table, missing));
            missing.forEach(column -> live.put(column.column(), column.type()));
            comments.changed(table);
            views.outdate(table);
        }
        return !missing.isEmpty();
    }

    private Map<String, ColumnType> expected(WarehouseTable table) {
        var expected = new LinkedHashMap<String, ColumnType>();
        for (var system : SystemColumn.values()) {
            expected.put(system.column, system.type);
        }
        if (layout == Layout.RAW) {
            expected.put(Ddl.RECORD, ColumnType.JSON);
        } else {
            table.columns().forEach(c -> expected.put(c.column(), c.type()));
        }
        return expected;
    }

    /** A table of ours that no commit has reached: a crash came between. Its columns are all that is known of it. */
    TableSchema unrecorded(Session session, String table, StoredState state) {
        var name = Identifiers.upper(table);
        var properties = new ArrayList<Column>();
        columns.describe(session, name).forEach((column, type) -> {
            if (type != null && !column.startsWith("_") && !column.equals(Ddl.RECORD)) {
                properties.add(new Column(column.toLowerCase(Locale.ROOT), type));
            }
        });
        var words = state.describedAs(name).split(" ");
        return new TableSchema(table, words[words.length - 1], properties);
    }

    /** Adds and widens columns until every one of the target can be written; a wider one that is there already stays. */
    private WarehouseTable fit(Session session, WarehouseTable target, Map<String, ColumnType> live) {
        var missing = new ArrayList<PropertyColumn>();
        var fitted = new ArrayList<PropertyColumn>();
        var widening = new Widening(session, place, ddl, grants);
        for (var column : target.columns()) {
            var present = live.get(column.column());
            if (!live.containsKey(column.column())) {
                missing.add(column);
                fitted.add(column);
            } else if (present == null) {
                throw foreignColumn(target.table(), column);
            } else if (present == column.type() || column.type().widensTo(present)) {
                fitted.add(new PropertyColumn(column.name(), column.column(), present));
            } else if (present.widensTo(column.type())) {
                widening.widen(target.table(), column.column(), present, column.type());
                live.put(column.column(), column.type());
                fitted.add(column);
            } else {
                throw foreignColumn(target.table(), column);
            }
        }
        if (!missing.isEmpty()) {
            session.run(
                    new Purpose("add columns to " + place.object(target.table()), grants.ownTable(target.table())),
                    ddl.addColumns(target.table(), missing));
            missing.forEach(c -> live.put(c.column(), c.type()));
            comments.changed(target.table());
        }
        return target.withColumns(fitted);
    }

    private ConnectorException foreignColumn(String table, PropertyColumn column) {
        return new ConnectorException(
                ErrorCode.DESTINATION_FOREIGN_TABLE,
                "Column " + quote(column.column()) + " of " + place.object(table)
                        + " has a type that cannot take the property " + column.name() + " ("
                        + SqlType.ddl(column.type()) + ").",
                "hubflow did not make this column. Nothing was written to the table.",
                "Run: ALTER TABLE " + place.object(table) + " RENAME COLUMN " + quote(column.column()) + " TO "
                        + quote(Identifiers.upper(column.column() + "_OLD")) + ";");
    }
}
