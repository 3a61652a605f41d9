package io.hubflow.snowflake;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes tables ready that have the columns which are asked for and no others of hubflow's: reference tables, and those of its own
 * bookkeeping. Guarded by the destination's lock.
 */
record PlainPreparation(Place place, Grants grants, Ddl ddl, TableOwnership ownership, LiveColumns live) {
    /** Has the table made, if it is not there, and given what it lacks of these columns. */
    void prepare(Session session, String name, List<Column> columns, StoredState state) {
        ownership.requireOurs(name, state);
        ownership.refuseFacts(name, state);
        var present = live.areKnown(name) || state.hasObject(name)
                ? live.of(session, name)
                : made(session, name, columns, state);
        live.addMissing(session, name, columns, present);
        live.remember(name, present);
    }

    private Map<String, ColumnType> made(Session session, String name, List<Column> columns, StoredState state) {
        session.run(
                new Purpose("create table " + place.object(name), grants.createTable()),
                ddl.createTable(name, columns));
        state.addObject(name, Ddl.COMMENT);
        var made = new LinkedHashMap<String, ColumnType>();
        columns.forEach(c -> made.put(Identifiers.upper(c.name()), c.type()));
        return made;
    }
}
