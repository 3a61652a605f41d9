package io.hubflow.snowflake;

import io.hubflow.engine.destination.ColumnType;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives a column a wider type. Snowflake cannot turn a NUMBER into a VARCHAR or change its scale in place
 * (docs.snowflake.com sql-reference/sql/alter-table-column), so a new column takes its place: add {@code X__NEW}, copy, rename
 * {@code X} to {@code X__OLD}, copy what was written in between, rename {@code X__NEW} to {@code X}, drop {@code X__OLD}.
 *
 * <p>The names that are there tell how far it got, so whoever comes next goes on from there. While it lasts no other writer
 * can lose a value: between the renames there is no column {@code X} to write to, and the second copy takes what came
 * before the first rename.
 *
 * <p>The new column gets the old one's comment and tags. A masking policy cannot be carried over, so such a column is refused.
 */
final class Widening {
    private static final String NEW = "__HUBFLOW_NEW";
    private static final String OLD = "__HUBFLOW_OLD";

    private final Session session;
    private final Place place;
    private final Ddl ddl;
    private final Grants grants;

    Widening(Session session, Place place, Ddl ddl, Grants grants) {
        this.session = session;
        this.place = place;
        this.ddl = ddl;
        this.grants = grants;
    }

    /** @throws ConnectorException {@code DESTINATION_TABLE_REFUSED} when the column has a masking policy; nothing is changed then */
    void widen(String table, String column, ColumnType from, ColumnType to) {
        var attributes =
                new AttributeReader(session, place).read(table, "TABLE").getOrDefault(column, ColumnAttributes.NONE);
        if (!attributes.policy().isEmpty()) {
            throw masked(table, column, attributes, to);
        }
        var purpose = purpose(table, column);
        var needed = attributes.grants(grants);
        session.run(
                needed.isEmpty() ? purpose : new Purpose(purpose.doing(), String.join("; ", needed)),
                ddl.addColumn(table, new PropertyColumn(column, added(column), to), attributes));
        session.change(purpose, ddl.copyWidened(table, column, from, added(column), to));
        session.run(purpose, ddl.renameColumn(table, column, replaced(column)));
        exchange(table, column, from, to);
    }

    /** A policy is made for one type, and what it masks for our role could only be copied masked. */
    private ConnectorException masked(String table, String column, ColumnAttributes attributes, ColumnType to) {
        var alter = "ALTER TABLE " + place.object(table) + " MODIFY COLUMN " + Identifiers.quote(column);
        return new ConnectorException(
                ErrorCode.DESTINATION_TABLE_REFUSED,
                "Column " + Identifiers.quote(column) + " of " + place.object(table) + " has become too narrow: it is "
                        + attributes.type() + " and has to be " + SqlType.ddl(to) + ". It has the masking policy "
                        + attributes.policy() + ".",
                "Snowflake widens a column only by replacing it, which would lose the policy, and the values could be copied"
                        + " masked. Nothing was changed.",
                "Have an administrator run: " + alter + " UNSET MASKING POLICY; then run hubflow again; then: " + alter
                        + " SET MASKING POLICY <a policy for " + SqlType.ddl(to) + ">;");
    }

    private void exchange(String table, String column, ColumnType from, ColumnType to) {
        var purpose = purpose(table, column);
        session.change(purpose, ddl.copyWidened(table, replaced(column), from, added(column), to));
        session.run(purpose, ddl.renameColumn(table, added(column), column));
        session.run(purpose, ddl.dropColumn(table, replaced(column)));
    }

    /** Finishes what an earlier process began, and returns the columns as they are then. */
    Map<String, ColumnType> finish(String table, Map<String, ColumnType> live) {
        var finished = new LinkedHashMap<>(live);
        for (var name : live.keySet()) {
            if (name.endsWith(OLD)) {
                var column = name.substring(0, name.length() - OLD.length());
                finishReplacement(table, column, finished);
            }
        }
        return finished;
    }

    private void finishReplacement(String table, String column, Map<String, ColumnType> columns) {
        var old = columns.remove(replaced(column));
        var wide = columns.remove(added(column));
        if (old != null && wide != null && !columns.containsKey(column)) {
            exchange(table, column, old, wide);
            columns.put(column, wide);
        } else if (columns.containsKey(column)) {
            session.run(purpose(table, column), ddl.dropColumn(table, replaced(column)));
        }
    }

    private Purpose purpose(String table, String column) {
        return new Purpose(
                "widen column " + Identifiers.quote(column) + " of " + place.object(table), grants.ownTable(table));
    }

    private static String added(String column) {
        return suffixed(column, NEW);
    }

    private static String replaced(String column) {
        return suffixed(column, OLD);
    }

    /** Names that would grow too long lose their end: HubSpot's hold 100 characters at most, so this is theory. */
    private static String suffixed(String column, String suffix) {
        return column.substring(0, Math.min(column.length(), Identifiers.MAX_LENGTH - suffix.length())) + suffix;
    }
}
