package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.FactTable;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The views that give the tables of the raw layout their typed columns. Guarded by the destination's lock. */
final class RawViews {
    private final Place place;
    private final Grants grants;
    private final Ddl ddl;
    private final TableOwnership ownership;
    /** The tables that the views show which this process made. */
    private final Map<String, WarehouseTable> shown = new HashMap<>();
    /** Tables whose views do not show their columns or comments yet. */
    private final Set<String> outdated = new HashSet<>();

    RawViews(Place place, Grants grants, Ddl ddl, TableOwnership ownership) {
        this.place = place;
        this.grants = grants;
        this.ddl = ddl;
        this.ownership = ownership;
    }

    /** After a failure: what was shown is looked up again. */
    void forget() {
        shown.clear();
    }

    void outdate(String table) {
        outdated.add(table);
    }

    /** Makes the view of a table of records, unless it is there and shows the table as it is. */
    void refresh(Session session, WarehouseTable table, StoredState state, PropertyWords words) {
        boolean current = !outdated.contains(table.table())
                && (state.isRecorded(table) || table.equals(shown.get(table.table())));
        if (!current || !state.hasObject(table.viewName())) {
            ownership.requireOurs(table.viewName(), state);
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
                                    attributes, TableComments.wanted(words.of(session, table.objectType(), state)))));
            state.addObject(table.viewName(), Ddl.COMMENT);
            shown.put(table.table(), table);
            outdated.remove(table.table());
        }
    }

    /** Makes the view of a table of facts. */
    void make(Session session, String table, FactTable facts, StoredState state) {
        var view = WarehouseTable.viewName(table);
        ownership.requireOurs(view, state);
        session.run(
                new Purpose("create view " + place.object(view), grants.createView()),
                ddl.createView(table, view, FactSql.allColumns(facts)));
        state.addObject(view, Ddl.COMMENT);
    }

    /** A masking policy is made for one type, so the view cannot give its column another. */
    private void requireSameTypes(WarehouseTable table, Map<String, ColumnAttributes> attributes) {
        for (var column : table.columns()) {
            var attached = attributes.getOrDefault(column.column(), ColumnAttributes.NONE);
            if (!attached.policy().isEmpty() && SqlType.parse(attached.type()) != column.type()) {
                var alter = "ALTER VIEW " + place.object(table.viewName()) + " MODIFY COLUMN " + quote(column.column());
                throw new ConnectorException(
                        ErrorCode.DESTINATION_TABLE_REFUSED,
                        "Column " + quote(column.column()) + " of view " + place.object(table.viewName())
                                + " has the masking policy " + attached.policy() + " for " + attached.type()
                                + ", and has to become " + SqlType.ddl(column.type()) + ".",
                        "The new view would show the column without a policy. Nothing was changed.",
                        "Have an administrator run: " + alter + " UNSET MASKING POLICY; then run hubflow again; then: "
                                + alter + " SET MASKING POLICY <a policy for " + SqlType.ddl(column.type()) + ">;");
            }
        }
    }
}
