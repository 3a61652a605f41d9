package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;
import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FactTable.Keep;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that bring staged sets of facts (see {@link FactLines}) into their table, and what they tell into the two
 * tables of bookkeeping. The result does not depend on the order in which sets arrive or on how often a file is loaded, and
 * only rows that differ are written.
 *
 * <p>In the statements, {@code A} are the sets that count, {@code W} their rows, {@code U} these and the rows of the table
 * that are left of the same owners; {@code C0}, {@code C1}… are the columns of the table.
 */
final class FactSql {
    private final Place place;
    private final FactTable table;
    private final String target;
    private final String path;
    private final String owner;
    private final boolean current;
    private final boolean ends;

    FactSql(Place place, FactTable table, String stagedPath) {
        this.place = place;
        this.table = table;
        this.target = place.object(Identifiers.upper(table.name()));
        this.path = place.staged(stagedPath);
        this.owner = column(table.ownerColumn());
        this.current = table.keep() == Keep.CURRENT;
        this.ends = !table.endColumn().isEmpty();
    }

    /** Rows that a set leaves out are deleted where only current ones are kept; else the end of each version is found. */
    String merge() {
        var values = IntStream.range(0, table.columns().size())
                .filter(i -> !isKey(i) && !isEnd(i))
                .boxed()
                .toList();
        var differs = values.isEmpty()
                ? ""
                : " WHEN MATCHED AND s.GIVEN = 1 AND (t.\"_SYNCED_AT\" IS NULL OR (s.R >= t.\"_SYNCED_AT\" AND ("
                        + join(values, " OR ", i -> "t." + column(i) + " IS DISTINCT FROM s.C" + i)
                        + "))) THEN UPDATE SET "
                        + join(values, ", ", i -> column(i) + " = s.C" + i)
                        + (ends ? ", " + column(table.endColumn()) + " = s.NEXT" : "") + ", \"_SYNCED_AT\" = s.R";
        var all = IntStream.range(0, table.columns().size()).boxed().toList();
        return "MERGE INTO " + target + " t USING (WITH A AS (" + accepted() + "), W AS (" + wanted() + "), U AS ("
                + union() + ") SELECT U.*" + next() + " FROM U) s ON " + keys(i -> "t." + column(i) + " = s.C" + i)
                + (current ? " WHEN MATCHED AND s.GIVEN = 0 THEN DELETE" : "")
                + differs
                + (ends
                        ? " WHEN MATCHED AND t." + column(table.endColumn())
                                + " IS DISTINCT FROM s.NEXT THEN UPDATE SET " + column(table.endColumn()) + " = s.NEXT"
                        : "")
                + " WHEN NOT MATCHED AND s.GIVEN = 1 THEN INSERT (" + join(all, ", ", this::column)
                + ", \"_SYNCED_AT\") VALUES (" + join(all, ", ", i -> isEnd(i) ? "s.NEXT" : "s.C" + i) + ", s.R)";
    }

    /** In a table of current facts, the newest set of each owner, unless the table has been told a newer one. */
    private String accepted() {
        return current
                ? "SELECT h.O, h.R, h.N FROM (" + heads(FactLines.SET) + ") h LEFT JOIN " + sets() + " b ON "
                        + ofTable("b") + " AND b.\"OWNER_ID\" = h.O WHERE b.\"READ_AT\" IS NULL OR h.R >= b.\"READ_AT\""
                        + " QUALIFY ROW_NUMBER() OVER (PARTITION BY h.O ORDER BY h.R DESC, h.N DESC) = 1"
                : heads(FactLines.SET);
    }

    private String wanted() {
        var sql = new StringBuilder("SELECT " + columns(i -> "f.C" + i + " AS C" + i) + ", a.R AS R FROM (")
                .append(rows())
                .append(") f JOIN A a ON a.N = f.N");
        var none = new StringBuilder();
        for (int i : namingRecords()) {
            sql.append(departure(i, "f.C" + i, "a.R"));
            none.append(none.isEmpty() ? " WHERE " : " AND ").append("d" + i + ".\"ID\" IS NULL");
        }
        return sql.append(none) + " QUALIFY ROW_NUMBER() OVER (PARTITION BY " + keys(", ", i -> "f.C" + i)
                + " ORDER BY a.R DESC, a.N DESC) = 1";
    }

    private String departure(int column, String id, String readAt) {
        var d = "d" + column;
        return " LEFT JOIN " + place.object(Place.DEPARTURES) + " " + d + " ON " + ofTable(d) + " AND " + d
                + ".\"COLUMN_NAME\" = " + literal(table.columns().get(column).name()) + " AND " + d + ".\"ID\" = " + id
                + " AND " + d + ".\"READ_AT\" >= " + readAt;
    }

    private String union() {
        var given = "SELECT " + columns(i -> "W.C" + i + " AS C" + i) + ", W.R AS R, 1 AS GIVEN FROM W";
        if (!current && !ends) {
            return given;
        }
        return given + " UNION ALL SELECT DISTINCT "
                + columns(i -> isKey(i) ? "o." + column(i) : "NULL")
                + ", NULL, 0 FROM " + target + " o JOIN (SELECT DISTINCT O FROM A) a ON a.O = o." + owner
                + " LEFT JOIN W ON " + keys(i -> "W.C" + i + " = o." + column(i)) + " WHERE W.R IS NULL";
    }

    private String next() {
        if (!ends) {
            return "";
        }
        var begin = "U.C" + table.position(table.key().getLast());
        var prefix = table.key().subList(0, table.key().size() - 1).stream()
                .map(name -> "U.C" + table.position(name))
                .collect(Collectors.joining(", "));
        return ", LEAD(" + begin + ") OVER (PARTITION BY " + prefix + " ORDER BY " + begin + ") AS NEXT";
    }

    /**
     * Records when each owner's set was read, and its hash. A set of which a row was left out because the record that it names
     * has left gets no hash: when the record comes back, the same set is another.
     */
    String recordSets() {
        var filtered = new StringBuilder();
        for (int i : namingRecords()) {
            filtered.append(filtered.isEmpty() ? "" : " UNION ")
                    .append("SELECT f.N FROM (")
                    .append(rows())
                    .append(") f JOIN (")
                    .append(heads(FactLines.SET))
                    .append(") h ON h.N = f.N JOIN ")
                    .append(departure(i, "f.C" + i, "h.R").substring(" LEFT JOIN ".length()));
        }
        return "MERGE INTO " + sets()
                + " t USING (SELECT h.O AS O, h.R AS R, CASE WHEN x.N IS NULL THEN h.H END AS H FROM ("
                + heads(FactLines.SET) + " UNION ALL " + heads(FactLines.CONFIRMED) + ") h LEFT JOIN (" + filtered
                + ") x ON x.N = h.N QUALIFY ROW_NUMBER() OVER (PARTITION BY h.O ORDER BY h.R DESC, h.N DESC NULLS LAST) = 1)"
                + " s ON " + ofTable("t") + " AND t.\"OWNER_ID\" = s.O"
                + " WHEN MATCHED AND (s.R > t.\"READ_AT\" OR (s.R = t.\"READ_AT\" AND t.\"CONTENT_HASH\" IS DISTINCT FROM s.H))"
                + " THEN UPDATE SET \"READ_AT\" = s.R, \"CONTENT_HASH\" = s.H"
                + " WHEN NOT MATCHED THEN INSERT (\"TABLE_NAME\", \"OWNER_ID\", \"READ_AT\", \"CONTENT_HASH\") VALUES ("
                + literal(table.name()) + ", s.O, s.R, s.H)";
    }

    String recordDepartures() {
        return "MERGE INTO " + place.object(Place.DEPARTURES)
                + " t USING (SELECT f.C AS C, f.O AS O, MAX(f.R) AS R FROM ("
                + forgotten() + ") f GROUP BY f.C, f.O) s ON " + ofTable("t")
                + " AND t.\"COLUMN_NAME\" = s.C AND t.\"ID\" = s.O"
                + " WHEN MATCHED AND s.R > t.\"READ_AT\" THEN UPDATE SET \"READ_AT\" = s.R"
                + " WHEN NOT MATCHED THEN INSERT (\"TABLE_NAME\", \"COLUMN_NAME\", \"ID\", \"READ_AT\") VALUES ("
                + literal(table.name()) + ", s.C, s.O, s.R)";
    }

    /** Before {@link #forget}: the sets that lose a row are no longer what HubSpot said. */
    String unhash(String forgottenColumn) {
        return "MERGE INTO " + sets() + " t USING (SELECT DISTINCT o." + owner + " AS O" + departing(forgottenColumn)
                + ") s ON " + ofTable("t")
                + " AND t.\"OWNER_ID\" = s.O WHEN MATCHED THEN UPDATE SET \"CONTENT_HASH\" = NULL";
    }

    /** Every set has to be written again when it is read next. */
    String unhashAll() {
        return "UPDATE " + sets() + " SET \"CONTENT_HASH\" = NULL WHERE \"TABLE_NAME\" = " + literal(table.name());
    }

    /** Deletes the rows that name a record to forget and that no later reading has brought or confirmed. */
    String forget(String forgottenColumn) {
        return "MERGE INTO " + target + " t USING (SELECT DISTINCT " + keys(", ", i -> "o." + column(i) + " AS C" + i)
                + departing(forgottenColumn) + ") s ON " + keys(i -> "t." + column(i) + " = s.C" + i)
                + " WHEN MATCHED THEN DELETE";
    }

    private String departing(String forgottenColumn) {
        return " FROM " + target + " o JOIN (" + forgotten() + ") f ON f.C = " + literal(forgottenColumn)
                + " AND f.O = o."
                + column(forgottenColumn) + " LEFT JOIN " + sets() + " b ON " + ofTable("b")
                + " AND b.\"OWNER_ID\" = o."
                + owner + " WHERE (o.\"_SYNCED_AT\" IS NULL OR o.\"_SYNCED_AT\" <= f.R)"
                + " AND (b.\"READ_AT\" IS NULL OR b.\"READ_AT\" <= f.R)";
    }

    /** Of a table that is made anew, no set has been told. Records may have been forgotten before it was made. */
    String clearSets() {
        return "DELETE FROM " + sets() + " WHERE \"TABLE_NAME\" = " + literal(table.name());
    }

    /** What the warehouse knows of the owners whose sets are whole in the table, by owner. */
    static String readDigests(Place place, String table, int limit) {
        return "SELECT \"OWNER_ID\", \"CONTENT_HASH\", DATE_PART(EPOCH_MILLISECOND, \"READ_AT\") FROM "
                + place.object(Place.SETS) + " WHERE \"TABLE_NAME\" = " + literal(table)
                + " AND \"CONTENT_HASH\" IS NOT NULL ORDER BY 1 LIMIT " + limit;
    }

    /** The records that were forgotten and that no row names, by column. */
    String readDepartures(int limit) {
        return namingRecords().stream()
                        .map(i -> "SELECT d.\"COLUMN_NAME\", d.\"ID\" FROM " + place.object(Place.DEPARTURES)
                                + " d LEFT JOIN "
                                + target + " t ON t." + column(i) + " = d.\"ID\" WHERE " + ofTable("d")
                                + " AND d.\"COLUMN_NAME\" = "
                                + literal(table.columns().get(i).name()) + " AND t." + column(i)
                                + " IS NULL")
                        .collect(Collectors.joining(" UNION ALL "))
                + " LIMIT " + limit;
    }

    private String heads(int kind) {
        return "SELECT $1:o::NUMBER(38,0) AS O, $1:r::TIMESTAMP_TZ AS R, $1:n::NUMBER(38,0) AS N, $1:h::NUMBER(38,0) AS H FROM "
                + path + ofKind(kind);
    }

    private String rows() {
        return "SELECT $1:n::NUMBER(38,0) AS N, "
                + columns(i ->
                        SqlType.extract("$1", "c" + i, table.columns().get(i).type()) + " AS C" + i)
                + " FROM " + path + ofKind(FactLines.ROW);
    }

    private String forgotten() {
        return "SELECT $1:c::VARCHAR AS C, $1:o::NUMBER(38,0) AS O, $1:r::TIMESTAMP_TZ AS R FROM " + path
                + ofKind(FactLines.FORGET);
    }

    private static String ofKind(int kind) {
        return " WHERE $1:k::NUMBER(38,0) = " + kind;
    }

    private String ofTable(String alias) {
        return alias + ".\"TABLE_NAME\" = " + literal(table.name());
    }

    private String sets() {
        return place.object(Place.SETS);
    }

    private List<Integer> namingRecords() {
        return table.key().stream()
                .map(table::position)
                .filter(i -> table.columns().get(i).type() == ColumnType.BIGINT)
                .toList();
    }

    private boolean isKey(int column) {
        return table.key().contains(table.columns().get(column).name());
    }

    private boolean isEnd(int column) {
        return table.columns().get(column).name().equals(table.endColumn());
    }

    private String column(int index) {
        return column(table.columns().get(index).name());
    }

    private static String column(String name) {
        return quote(Identifiers.upper(name));
    }

    private String columns(IntFunction<String> item) {
        return IntStream.range(0, table.columns().size()).mapToObj(item).collect(Collectors.joining(", "));
    }

    private String keys(IntFunction<String> item) {
        return keys(" AND ", item);
    }

    private String keys(String separator, IntFunction<String> item) {
        return join(table.key().stream().map(table::position).toList(), separator, item);
    }

    private static String join(List<Integer> columns, String separator, IntFunction<String> item) {
        return columns.stream().map(item::apply).collect(Collectors.joining(separator));
    }

    /** The table's columns with the one that the destination adds. */
    static List<Column> allColumns(FactTable table) {
        var columns = new java.util.ArrayList<>(table.columns());
        columns.add(new Column(FactTable.SYNCED_AT, ColumnType.TIMESTAMP));
        return columns;
    }
}
