package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;
import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.catalog.ColumnComments;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the comments of columns in step with {@code hubspot_properties}. Comments are metadata: they take no warehouse, many of
 * them are one statement (docs.snowflake.com sql-reference/sql/alter-table-column, read 2026-11-28), and they are looked at only
 * where a table was made, has grown, or HubSpot's definitions have changed. What a person wrote stays.
 *
 * <p>They are set before the transaction, because DDL commits an open one; a commit that is tried again finds them there. A role
 * that may not set them loads all the same. Guarded by the destination's lock.
 */
final class TableComments {
    private static final Logger log = LoggerFactory.getLogger(TableComments.class);

    /** Columns of one statement: at some 600 characters a comment far below Snowflake's 1 MB of text. */
    private static final int MOST_AT_ONCE = 500;

    private final Place place;
    private final Grants grants;
    /** Comments by column, empty for none, of tables as this process last saw or wrote them. */
    private final Map<String, Map<String, String>> seen = new HashMap<>();
    /** Tables whose comments do not fit their columns or properties any more. */
    private final Set<String> outdated = new HashSet<>();

    TableComments(Place place, Grants grants) {
        this.place = place;
        this.grants = grants;
    }

    void forget() {
        seen.clear();
        outdated.clear();
    }

    /** A table that was described just now. One without a comment of ours was made by an older hubflow. */
    void described(String table, Map<String, String> comments) {
        if (comments.values().stream().noneMatch(ColumnComments::isOurs)) {
            outdated.add(table);
        }
        seen.put(table, new HashMap<>(comments));
    }

    /** The table was made, or got columns. */
    void changed(String table) {
        seen.remove(table);
        outdated.add(table);
    }

    boolean areOutdated(WarehouseTable table, PropertyWords words) {
        return outdated.contains(table.table()) || words.written().contains(table.objectType());
    }

    /** The comments that the columns of a view get, where a person wrote no other. */
    static Map<String, ColumnAttributes> into(Map<String, ColumnAttributes> attributes, Map<String, String> wanted) {
        var with = new LinkedHashMap<>(attributes);
        wanted.forEach((column, comment) -> {
            var attached = attributes.getOrDefault(column, ColumnAttributes.NONE);
            if (ColumnComments.isReplaceable(attached.comment())) {
                with.put(column, attached.withComment(comment));
            }
        });
        return with;
    }

    /** Of every column of a table of records. */
    static Map<String, String> wanted(Map<String, String> ofProperties) {
        var wanted = new LinkedHashMap<>(ofProperties);
        ColumnComments.ofSystemColumns()
                .forEach((column, comment) -> wanted.put(column.toUpperCase(Locale.ROOT), comment));
        return wanted;
    }

    void renew(Session session, String table, Map<String, String> wanted) {
        var there = seen.computeIfAbsent(table, name -> read(session, name));
        var differing = wanted.entrySet().stream()
                .filter(comment -> there.containsKey(comment.getKey()))
                .filter(comment -> !comment.getValue().equals(there.get(comment.getKey())))
                .filter(comment -> ColumnComments.isReplaceable(there.get(comment.getKey())))
                .toList();
        try {
            for (int from = 0; from < differing.size(); from += MOST_AT_ONCE) {
                var part = differing.subList(from, Math.min(differing.size(), from + MOST_AT_ONCE));
                set(session, table, part);
                part.forEach(comment -> there.put(comment.getKey(), comment.getValue()));
            }
        } catch (StatementFailure e) {
            if (e.kind() != StatementFailure.Kind.PRIVILEGE) {
                throw e;
            }
            log.info("The columns of {} keep their comments: {}", place.object(table), e.getMessage());
        }
        outdated.remove(table);
    }

    private void set(Session session, String table, List<Map.Entry<String, String>> comments) {
        session.run(
                new Purpose("comment on columns of " + place.object(table), grants.ownTable(table)),
                "ALTER TABLE " + place.object(table) + " ALTER "
                        + comments.stream()
                                .map(c -> "COLUMN " + quote(c.getKey()) + " COMMENT " + literal(c.getValue()))
                                .collect(Collectors.joining(", ")));
    }

    private Map<String, String> read(Session session, String table) {
        var comments = new HashMap<String, String>();
        session.show(
                new Purpose("describe table " + place.object(table), grants.useTable(table)),
                "DESCRIBE TABLE " + place.object(table),
                row -> {
                    var comment = Session.textIfPresent(row, "comment");
                    comments.put(row.getString("name"), comment == null ? "" : comment);
                    return true;
                });
        return comments;
    }
}
