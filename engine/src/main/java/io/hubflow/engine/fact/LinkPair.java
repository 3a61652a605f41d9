package io.hubflow.engine.fact;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactTable;
import java.util.List;

/** Two object types whose links are loaded, in one direction: the set of links belongs to the record of the first type. */
public record LinkPair(ObjectType from, ObjectType to) {
    public static final String FROM = "from_id";
    public static final String TO = "to_id";
    public static final String TYPE = "type_id";

    /** As a user writes it. */
    public String name() {
        return from.name() + ":" + to.name();
    }

    public String table() {
        return from.table() + "_" + to.table();
    }

    /** Named by both types; a row for each link and association type. */
    public FactTable factTable() {
        return new FactTable(
                table(),
                List.of(
                        new Column(FROM, ColumnType.BIGINT),
                        new Column(TO, ColumnType.BIGINT),
                        new Column(TYPE, ColumnType.BIGINT),
                        new Column("category", ColumnType.VARCHAR),
                        new Column("label", ColumnType.VARCHAR)),
                List.of(FROM, TO, TYPE),
                FROM,
                FactTable.Keep.CURRENT);
    }

    /** Whether records of the type stand on one side of it. */
    public boolean concerns(ObjectType type) {
        return from.equals(type) || to.equals(type);
    }
}
