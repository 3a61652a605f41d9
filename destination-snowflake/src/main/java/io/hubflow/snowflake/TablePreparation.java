package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
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
 * Makes tables ready for what is staged for them: creates, adds columns, widens. Each step can be taken again, so a crash
 * anywhere is repaired by the next commit, which looks at the columns that are really there. Guarded by the destination's
 * lock.
 */
final class TablePreparation {
    private static final Logger LOG = LoggerFactory.getLogger(TablePreparation.class);

    private final Place place;
    private final Grants grants;
    private final Layout layout;
    private final Ddl ddl;
    private final TableComments comments;
    private final LostColumns lost = new LostColumns();
    /** Columns by table, as this process last saw or made them. */
    private final Map<String, Map<String, ColumnType>> seen = new HashMap<>();
    /** The tables that the views show which this process made. */
    private final Map<String, WarehouseTable> viewed = new HashMap<>();
    /** Tables that got system columns which their views do not show yet. */
    private final Set<String> outdatedViews = new HashSet<>();

    TablePreparation(Place place, Grants grants, Layout layout) {
        this.place = place;
        this.grants = grants;
        this.layout = layout;
        this.ddl = new Ddl(place);
        this.comments = new TableComments(place, grants);
    }

    /**
     * @param empty whether the table was made just now, so that it holds no row but what this commit writes
     * @param restored whether columns that somebody dropped were added again, so that no row counts as unchanged any more
     */
    record Prepared(WarehouseTable table, boolean empty, boolean restored) {}

    /** Forgets what was seen, after a failure that somebody else's DDL may explain. */
    void forget() {
        seen.clear();
        viewed.clear();
        lost.forget();
        comments.forget();
    }

    LostColumns lost() {
        return lost;
    }

    /** @throws ConnectorException {@code DESTINATION_FOREIGN_TABLE} */
    WarehouseTable target(TableSchema schema, StoredState state) {
        var recorded = state.findTable(schema.table());
        if (recorded.isPresent() && state.hasObject(recorded.get().table())) {
            requireLayout(recorded.get());
            return recorded.get().evolvedTo(schema);
        }
        var name = Identifiers.upper(schema.table());
        requireOurs(name, state);
        refuseFacts(name, state);
        return WarehouseTable.planned(schema, name, layout);
    }

    void requireOurs(String table, StoredState state) {
        if (state.hasObject(table)
                && !state.isOurs(table)
                && state.find(StateKind.TABLE, table).isEmpty()) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_FOREIGN_TABLE,
                    "Snowflake already has a table or view for " + table.toLowerCase(Locale.ROOT) + ", "
                            + place.object(table) + ", which hubflow did not create.",
                    "Nothing was written to it.",
                    "Choose another Destination Schema, or run: " + grants.moveTable(table) + ";");
        }
    }

    /** @throws ConnectorException {@code DESTINATION_FOREIGN_TABLE} for a table that is not one of facts */
    void requireFacts(String table, StoredState state) {
        if (state.hasObject(table)) {
            requireOurs(table, state);
            if (!state.isOfFacts(table)) {
                throw otherKind(table, "is not a table of facts about records, such as links");
            }
        }
    }

    void refuseFacts(String table, StoredState state) {
        if (state.isOfFacts(table)) {
            throw otherKind(table, "is a table of facts about records, such as links");
        }
    }

    private ConnectorException otherKind(String table, String kind) {
        return new ConnectorException(
                ErrorCode.DESTINATION_FOREIGN_TABLE,
                "Table " + place.object(table) + " was created by hubflow, but it " + kind + ".",
                "Nothing was written to it.",
                "Choose another Destination Schema, or run: " + grants.moveTable(table) + ";");
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
        refreshView(session, prepared.table(), state, words);
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
                refreshView(session, table, state, words);
            }
        }
    }

    private void comment(Session session, WarehouseTable table, StoredState state, PropertyWords words) {
        if (comments.areOutdated(table, words)) {
            outdatedViews.add(table.table());
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
            var live = describe(session, name);
            comments.changed(name);
            if (live.keySet().equals(expected(target).keySet())) {
                seen.put(name, live);
                return new Prepared(target.withLost(Set.of()), true, false);
            }
        }
        var live = seen.get(name);
        if (live == null) {
            live = describe(session, name);
            live = new Widening(session, place, ddl, grants).finish(name, live);
            addSystemColumns(session, name, live);
        }
        var dropped = layout == Layout.RAW ? List.<PropertyColumn>of() : dropped(target, live, state);
        if (!dropped.isEmpty()) {
            haveRowsWrittenAgain(session, name, dropped);
        }
        var fitted = layout == Layout.RAW ? target : fit(session, target, live);
        seen.put(name, live);
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
    private void haveRowsWrittenAgain(Session session, String table, List<PropertyColumn> columns) {
        LOG.warn(
                "Table {} had lost its column {}, which is made again. The next run reads all records again to fill it",
                place.object(table),
                columns.stream().map(PropertyColumn::column).collect(Collectors.joining(", ")));
        session.change(
                new Purpose("have rows of " + place.object(table) + " written again", grants.writeTable(table)),
                "UPDATE " + place.object(table) + " SET \"_CONTENT_HASH\" = 0 WHERE \"_ARCHIVED\" IS NOT TRUE AND"
                        + " \"_DELETED_AT\" IS NULL AND \"_MERGED_INTO\" IS NULL");
    }

    /** Those that an older hubflow did not make. The view over a raw table has to be made again then. */
    private void addSystemColumns(Session session, String table, Map<String, ColumnType> live) {
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
            outdatedViews.add(table);
        }
    }

    private Map<String, ColumnType> expected(WarehouseTable table) {
        var columns = new LinkedHashMap<String, ColumnType>();
        for (var system : SystemColumn.values()) {
            columns.put(system.column, system.type);
        }
        if (layout == Layout.RAW) {
            columns.put(Ddl.RECORD, ColumnType.JSON);
        } else {
            table.columns().forEach(c -> columns.put(c.column(), c.type()));
        }
        return columns;
    }

    /** Columns of types that hubflow never makes are left out: they are somebody else's. */
    Map<String, ColumnType> describe(Session session, String table) {
        var columns = new LinkedHashMap<String, ColumnType>();
        var commented = new HashMap<String, String>();
        session.show(
                new Purpose("describe table " + place.object(table), grants.useTable(table)),
                "DESCRIBE TABLE " + place.object(table),
                row -> {
                    var comment = Session.textIfPresent(row, "comment");
                    commented.put(row.getString("name"), comment == null ? "" : comment);
                    try {
                        columns.put(row.getString("name"), SqlType.parse(row.getString("type")));
                    } catch (IllegalArgumentException e) {
                        columns.put(row.getString("name"), null);
                    }
                    return true;
                });
        comments.described(table, commented);
        return columns;
    }

    /** A table of ours that no commit has reached: a crash came between. Its columns are all that is known of it. */
    TableSchema unrecorded(Session session, String table, StoredState state) {
        var name = Identifiers.upper(table);
        var columns = new ArrayList<Column>();
        describe(session, name).forEach((column, type) -> {
            if (type != null && !column.startsWith("_") && !column.equals(Ddl.RECORD)) {
                columns.add(new Column(column.toLowerCase(Locale.ROOT), type));
            }
        });
        var words = state.describedAs(name).split(" ");
        return new TableSchema(table, words[words.length - 1], columns);
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

    private void refreshView(Session session, WarehouseTable table, StoredState state, PropertyWords words) {
        if (layout == Layout.RAW) {
            boolean current = !outdatedViews.contains(table.table())
                    && (state.isRecorded(table) || table.equals(viewed.get(table.table())));
            if (!current || !state.hasObject(table.viewName())) {
                requireOurs(table.viewName(), state);
                var attributes = state.hasObject(table.viewName())
                        ? new AttributeReader(session, place).read(table.viewName(), "VIEW")
                        : Map.<String, ColumnAttributes>of();
                requireSameTypes(table, attributes);
                var needed = attributes.values().stream()
                        .flatMap(a -> a.grants(grants).stream())
                        .distinct()
                        .toList();
                session.run(
                        new Purpose(
                                "create view " + place.object(table.viewName()),
                                needed.isEmpty() ? grants.createView() : String.join("; ", needed)),
                        ddl.createView(
                                table,
                                TableComments.into(
                                        attributes,
                                        TableComments.wanted(words.of(session, table.objectType(), state)))));
                state.addObject(table.viewName(), Ddl.COMMENT);
                viewed.put(table.table(), table);
                outdatedViews.remove(table.table());
            }
        }
    }

    /** A masking policy is made for one type, so the view cannot give its column another. */
    private void requireSameTypes(WarehouseTable table, Map<String, ColumnAttributes> attributes) {
        for (var column : table.columns()) {
            var attached = attributes.getOrDefault(column.column(), ColumnAttributes.NONE);
            if (!attached.policy().isEmpty() && SqlType.parse(attached.type()) != column.type()) {
                var alter = "ALTER VIEW " + place.object(table.viewName()) + " MODIFY COLUMN " + quote(column.column());
                throw new ConnectorException(
                        ErrorCode.DESTINATION_REFUSED,
                        "Column " + quote(column.column()) + " of view " + place.object(table.viewName())
                                + " has the masking policy " + attached.policy() + " for " + attached.type()
                                + ", and has to become " + SqlType.ddl(column.type()) + ".",
                        "The new view would show the column without a policy. Nothing was changed.",
                        "Have an administrator run: " + alter + " UNSET MASKING POLICY; then run hubflow again; then: "
                                + alter + " SET MASKING POLICY <a policy for " + SqlType.ddl(column.type()) + ">;");
            }
        }
    }

    /**
     * The table {@link Place#SETS} has to be ready before.
     *
     * @throws ConnectorException {@code DESTINATION_REFUSED} when the table has lost a column of its key
     */
    PreparedFacts prepareFacts(Session session, FactTable table, StoredState state) {
        var name = Identifiers.upper(table.name());
        requireFacts(name, state);
        boolean made = !state.hasObject(name);
        if (made) {
            session.run(
                    new Purpose("create table " + place.object(name), grants.createTable()), ddl.createTable(table));
            state.addObject(name, Ddl.COMMENT + Ddl.FACTS);
        }
        var live = seen.containsKey(name)
                ? new LinkedHashMap<>(seen.getOrDefault(name, Map.of()))
                : describe(session, name);
        for (var column : table.key()) {
            if (!live.containsKey(Identifiers.upper(column))) {
                throw new ConnectorException(
                        ErrorCode.DESTINATION_REFUSED,
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
            addMissing(session, name, FactSql.allColumns(table), live);
        }
        seen.put(name, live);
        var view = WarehouseTable.viewName(name);
        if (layout == Layout.RAW && (made || grown || !state.hasObject(view))) {
            requireOurs(view, state);
            session.run(
                    new Purpose("create view " + place.object(view), grants.createView()),
                    ddl.createView(name, view, FactSql.allColumns(table)));
            state.addObject(view, Ddl.COMMENT);
        }
        return made ? PreparedFacts.MADE : grown ? PreparedFacts.GROWN : PreparedFacts.AS_BEFORE;
    }

    /** What {@link #prepareFacts} did. */
    enum PreparedFacts {
        AS_BEFORE,
        /** Columns were added, so that no set counts as unchanged any more. */
        GROWN,
        MADE
    }

    /** As {@link #haveRowsWrittenAgain} does it for rows. */
    private void haveSetsWrittenAgain(Session session, FactTable table, List<String> columns) {
        LOG.warn(
                "Table {} had lost its column {}, which is made again. Rows get its values back as their records are refreshed;"
                        + " sync --refresh always reads all of them at once",
                place.object(Identifiers.upper(table.name())),
                String.join(", ", columns));
        session.change(
                new Purpose("write to " + place.object(Place.SETS), grants.writeTable(Place.SETS)),
                new FactSql(place, table, "").unhashAll());
    }

    private void requireType(String table, Column column, Map<String, ColumnType> live) {
        var name = Identifiers.upper(column.name());
        var found = live.get(name);
        if (live.containsKey(name) && found != column.type()) {
            throw new ConnectorException(
                    ErrorCode.DESTINATION_REFUSED,
                    "Column " + quote(name) + " of table " + place.object(table) + " is "
                            + (found == null ? "of another type" : SqlType.ddl(found)) + " now; hubflow made it "
                            + SqlType.ddl(column.type()) + ".",
                    "Nothing was written to it.",
                    "Run: DROP TABLE " + place.object(table) + "; the next run loads it again.");
        }
    }

    /** A small table of ours, by the columns that are asked for. */
    void prepare(Session session, String name, List<Column> columns, StoredState state) {
        requireOurs(name, state);
        refuseFacts(name, state);
        var live = seen.containsKey(name)
                ? new LinkedHashMap<>(seen.getOrDefault(name, Map.of()))
                : described(session, name, columns, state);
        addMissing(session, name, columns, live);
        seen.put(name, live);
    }

    private boolean addMissing(Session session, String name, List<Column> columns, Map<String, ColumnType> live) {
        var missing = new ArrayList<PropertyColumn>();
        for (var column : columns) {
            var upper = Identifiers.upper(column.name());
            if (!live.containsKey(upper)) {
                missing.add(new PropertyColumn(column.name(), upper, column.type()));
                live.put(upper, column.type());
            }
        }
        if (!missing.isEmpty()) {
            session.run(
                    new Purpose("add columns to " + place.object(name), grants.ownTable(name)),
                    ddl.addColumns(name, missing));
        }
        return !missing.isEmpty();
    }

    private Map<String, ColumnType> described(Session session, String name, List<Column> columns, StoredState state) {
        if (state.hasObject(name)) {
            return describe(session, name);
        }
        session.run(
                new Purpose("create table " + place.object(name), grants.createTable()),
                ddl.createTable(name, columns));
        state.addObject(name, Ddl.COMMENT);
        var made = new LinkedHashMap<String, ColumnType>();
        columns.forEach(c -> made.put(Identifiers.upper(c.name()), c.type()));
        return made;
    }
}
