package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;
import static io.hubflow.snowflake.Identifiers.quote;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is attached to the columns of a table or view (docs.snowflake.com sql-reference/functions/tag_references_all_columns
 * and policy_references, read 2026-11-28). Accounts without tags refuse the question for them; then there are none.
 */
final class AttributeReader {
    private static final Logger log = LoggerFactory.getLogger(AttributeReader.class);

    private final Session session;
    private final Place place;

    AttributeReader(Session session, Place place) {
        this.session = session;
        this.place = place;
    }

    /** By column. Takes the warehouse, which is awake for the commit. */
    Map<String, ColumnAttributes> read(String object, String domain) {
        var tags = tags(object);
        var policies = policies(object, domain);
        var columns = new LinkedHashMap<String, ColumnAttributes>();
        session.show(
                new Purpose("describe " + place.object(object), ""),
                "DESCRIBE " + domain + " " + place.object(object),
                row -> {
                    var name = row.getString("name");
                    var comment = Session.textIfPresent(row, "comment");
                    var described = Session.textIfPresent(row, "policy name");
                    columns.put(
                            name,
                            new ColumnAttributes(
                                    row.getString("type"),
                                    comment == null ? "" : comment,
                                    policies.getOrDefault(name, described == null ? "" : described),
                                    tags.getOrDefault(name, Map.of())));
                    return true;
                });
        return columns;
    }

    private Map<String, Map<String, String>> tags(String object) {
        var tags = new HashMap<String, Map<String, String>>();
        ask(
                "SELECT COLUMN_NAME, TAG_DATABASE, TAG_SCHEMA, TAG_NAME, TAG_VALUE FROM TABLE("
                        + function("TAG_REFERENCES_ALL_COLUMNS") + literal(place.object(object))
                        + ", 'TABLE')) WHERE LEVEL = 'COLUMN'",
                row -> {
                    tags.computeIfAbsent(row.getString(1), c -> new HashMap<>()).put(fullName(row), row.getString(5));
                    return true;
                });
        return tags;
    }

    private Map<String, String> policies(String object, String domain) {
        var policies = new HashMap<String, String>();
        ask(
                "SELECT REF_COLUMN_NAME, POLICY_DB, POLICY_SCHEMA, POLICY_NAME FROM TABLE("
                        + function("POLICY_REFERENCES")
                        + "REF_ENTITY_NAME => " + literal(place.object(object)) + ", REF_ENTITY_DOMAIN => "
                        + literal(domain) + ")) WHERE POLICY_KIND = 'MASKING_POLICY'",
                row -> {
                    policies.put(row.getString(1), fullName(row));
                    return true;
                });
        return policies;
    }

    private static String fullName(ResultSet row) throws SQLException {
        return quote(row.getString(2)) + '.' + quote(row.getString(3)) + '.' + quote(row.getString(4));
    }

    private String function(String name) {
        return quote(place.database()) + ".INFORMATION_SCHEMA." + name + "(";
    }

    private void ask(String sql, Session.RowReader<Boolean> reader) {
        try {
            session.select(new Purpose("read what is attached to columns", ""), sql, reader);
        } catch (StatementFailure e) {
            if (e.kind() == StatementFailure.Kind.SESSION_LOST) {
                throw e;
            }
            log.debug("policies or tags cannot be read here", e);
        }
    }
}
