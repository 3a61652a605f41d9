package io.hubflow.engine.fact;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.hubspot.HubSpotClient;
import java.util.List;

/** Two object types whose links are loaded, in one direction: the set of links belongs to the record of the first type. */
public record LinkPair(ObjectType from, ObjectType to) {
    public static final String FROM = "from_id";
    public static final String TO = "to_id";
    public static final String TYPE = "type_id";

    /** The names of HubSpot's own types, which no custom one can have. */
    public static final String DEALS = "deals";

    public static final String DEAL_SPLITS = "deal_splits";

    /** As a user writes it. */
    public String name() {
        return from.name() + ":" + to.name();
    }

    public String table() {
        return from.table() + "_" + to.table();
    }

    /** The name of the column that holds ids of the first type. */
    public String fromColumn() {
        return isDealSplits() ? DealSplitPairReader.DEAL : FROM;
    }

    /** The name of the column that holds ids of the second type. */
    public String toColumn() {
        return isDealSplits() ? DealSplitPairReader.SPLIT : TO;
    }

    /** Whether these are deals and their splits, which HubSpot gives by deal and not as associations. */
    public boolean isDealSplits() {
        return from.table().equals(DEALS) && to.table().equals(DEAL_SPLITS);
    }

    /** How many calls the links of each record of the first type cost, where many are read at once. */
    public double callsPerRecord() {
        return 1.0 / (isDealSplits() ? HubSpotClient.MAX_BATCH : FactRequest.MOST_IDS);
    }

    /** Named by both types; a row for each link and association type. */
    public FactTable factTable() {
        if (isDealSplits()) {
            return DealSplitPairReader.table(table());
        }
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
