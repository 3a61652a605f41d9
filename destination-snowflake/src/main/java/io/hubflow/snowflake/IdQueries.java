package io.hubflow.snowflake;

import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.KnownRecord;
import java.util.LinkedHashSet;
import java.util.List;

/** Questions about the ids of records in the tables. Each is one SELECT, which takes the warehouse. */
final class IdQueries {
    private final Place place;

    IdQueries(Place place) {
        this.place = place;
    }

    /**
     * Ids that a column of links names and that have no live row in the table of records, in ascending order.
     *
     * @param column of the links
     * @param records the table of the records that it names
     * @param there whether there is such a table; no record has a row otherwise
     */
    List<Long> namedWithoutLiveRow(
            Session session, FactTable links, String column, String records, boolean there, int most) {
        var named = "f.\"" + Identifiers.upper(column) + '"';
        var withoutLiveRow = there
                ? " WHERE NOT EXISTS (SELECT 1 FROM " + place.object(records) + " r WHERE r.\"_ID\" = " + named
                        + " AND "
                        + LiveRows.Conditions.of(session, place.object(records)).alive() + ")"
                : "";
        return session.select(
                new Purpose("look for links of records without a live row in " + records, ""),
                "SELECT DISTINCT " + named + " FROM " + place.object(Identifiers.upper(links.name())) + " f"
                        + withoutLiveRow + " ORDER BY 1 LIMIT " + most,
                row -> row.getLong(1));
    }

    /** Owners of facts, in ascending order. */
    List<Long> owners(Session session, FactTable facts, int most) {
        var owner = '"' + Identifiers.upper(facts.ownerColumn()) + '"';
        return session.select(
                new Purpose("look for owners of the facts in " + facts.name(), ""),
                "SELECT DISTINCT " + owner + " FROM " + place.object(Identifiers.upper(facts.name()))
                        + " ORDER BY 1 LIMIT " + most,
                row -> row.getLong(1));
    }

    /** Up to {@code most} records: those with the lowest ids and the highest, which are the oldest and the newest. */
    List<KnownRecord> sample(Session session, String table, int most) {
        var sample = new LinkedHashSet<KnownRecord>();
        for (var order : List.of("", " DESC")) {
            sample.addAll(session.select(
                    new Purpose("read some ids of " + table, ""),
                    "SELECT \"_ID\", DATE_PART(EPOCH_MILLISECOND, \"_CREATED_AT\") FROM " + place.object(table)
                            + " WHERE \"_CREATED_AT\" IS NOT NULL ORDER BY \"_ID\"" + order + " LIMIT "
                            + Math.ceilDiv(most, 2),
                    row -> new KnownRecord(row.getLong(1), row.getLong(2))));
        }
        return sample.stream().limit(most).toList();
    }
}
