package io.hubflow.e2e.history;

import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.admin.TombstoneTruth;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What differs between the tables of facts about records and the portal. */
final class FactTables implements AutoCloseable {
    private final Simulator portal;
    private final Connection connection;
    private final List<String> differences = new ArrayList<>();

    FactTables(Simulator portal, Path database) throws SQLException {
        this.portal = portal;
        var readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        this.connection = DriverManager.getConnection("jdbc:duckdb:" + database, readOnly);
    }

    List<String> differences() {
        return differences;
    }

    /** Every link between live records is there, and no other. A pair without links may have no table. */
    void compareLinks(String from, String to, String table) throws SQLException {
        if (portal.links(from, to).isEmpty()
                && texts("SELECT table_name FROM duckdb_tables() WHERE table_name = '" + table + "'")
                        .isEmpty()) {
            return;
        }
        var truth = portal.links(from, to).stream()
                .map(link -> link.fromId() + ">" + link.toId() + " " + link.typeId() + " " + link.category() + " "
                        + link.label().orElse(null))
                .collect(Collectors.toCollection(TreeSet::new));
        compare(
                table,
                truth,
                texts("SELECT from_id || '>' || to_id || ' ' || type_id || ' ' || category || ' ' ||"
                        + " coalesce(label, 'null') FROM \"" + table + "\""));
    }

    /** Every version of the value of a record that is live is there, and no other. */
    void compareHistory(String objectType, String property, String table) throws SQLException {
        var live = live(objectType);
        var truth = portal.history(objectType, property).stream()
                .filter(version -> live.contains(version.id()))
                .map(version -> version.id() + " " + version.timestamp().toEpochMilli() + " " + version.value())
                .collect(Collectors.toCollection(TreeSet::new));
        var stored = texts("SELECT _id || ' ' || epoch_ms(valid_from) || ' ' || coalesce(value, '') FROM \"" + table
                + "\" WHERE property = '" + property + "'");
        stored.removeIf(row -> !live.contains(Long.parseLong(row.substring(0, row.indexOf(' ')))));
        compare(table + "." + property, truth, stored);
    }

    /** The members of every list. */
    void compareMemberships() throws SQLException {
        var truth = new TreeSet<String>();
        for (var list : portal.reference().lists()) {
            var id = list.path("listId").asText();
            portal.memberships(id)
                    .forEach(member -> truth.add(
                            id + " " + member.recordId() + " " + member.since().toEpochMilli()));
        }
        compare(
                "hubspot_list_memberships",
                truth,
                texts("SELECT list_id || ' ' || record_id || ' ' || epoch_ms(membership_timestamp)"
                        + " FROM hubspot_list_memberships"));
    }

    /** What describes the account: rows that HubSpot still has, by their ids and names. */
    void compareAccount() throws SQLException {
        var lists = new TreeSet<String>();
        portal.reference()
                .lists()
                .forEach(list -> lists.add(list.path("listId").asText() + " "
                        + list.path("name").asText() + " " + list.path("size").asText()));
        compare(
                "hubspot_lists",
                lists,
                texts("SELECT list_id || ' ' || name || ' ' || size FROM hubspot_lists WHERE removed_at IS NULL"));
        var users = new TreeSet<String>();
        portal.reference()
                .users()
                .forEach(user -> users.add(user.path("id").asText() + " "
                        + user.path("primaryTeamId").asText()));
        compare(
                "hubspot_users",
                users,
                texts("SELECT id || ' ' || coalesce(primary_team_id, '') FROM hubspot_users WHERE removed_at IS NULL"));
    }

    /** Rows of records that are live have no mark; those of others have the mark of what became of the record. */
    void compareMarks(String objectType, String table) throws SQLException {
        var live = live(objectType);
        var gone = new HashMap<Long, TombstoneTruth.Row>();
        portal.tombstones(objectType).forEach(row -> gone.put(row.id(), row));
        var seen = new HashSet<Long>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT _id, _archived, _archived_at, _deleted_at, _merged_into FROM \"" + table + "\"")) {
            while (rows.next()) {
                long id = rows.getLong(1);
                seen.add(id);
                var mark = mark(
                        rows.getBoolean(2),
                        rows.getObject(3, OffsetDateTime.class),
                        rows.getObject(4, OffsetDateTime.class),
                        rows.getString(5));
                var tombstone = gone.get(id);
                var expected = live.contains(id) ? "live" : tombstone == null ? "nothing known" : mark(tombstone);
                if (!mark.equals(expected) && !(mark.equals("deleted") && lostItsSurvivor(tombstone, gone))) {
                    differences.add(table + " " + id + ": is " + mark + ", should be " + expected);
                }
            }
        }
        for (long id : live) {
            if (!seen.contains(id)) {
                differences.add(table + " " + id + ": is missing");
            }
        }
    }

    /** Of a merge whose survivor went for good before anybody read it, HubSpot says nothing. */
    private static boolean lostItsSurvivor(TombstoneTruth.@Nullable Row tombstone, Map<Long, TombstoneTruth.Row> gone) {
        if (tombstone == null || tombstone.mergedInto().isEmpty()) {
            return false;
        }
        var survivor = gone.get(tombstone.mergedInto().getAsLong());
        return survivor != null && survivor.deletedAt().isPresent();
    }

    private static String mark(
            boolean archived,
            @Nullable OffsetDateTime archivedAt,
            @Nullable OffsetDateTime deletedAt,
            @Nullable String into) {
        if (into != null) {
            return "merged into " + into;
        }
        if (deletedAt != null) {
            return "deleted";
        }
        return archived ? "archived at " + (archivedAt == null ? "" : archivedAt.toInstant()) : "live";
    }

    private static String mark(TombstoneTruth.Row tombstone) {
        if (tombstone.mergedInto().isPresent()) {
            return "merged into " + tombstone.mergedInto().getAsLong();
        }
        return tombstone.deletedAt().isPresent()
                ? "deleted"
                : "archived at " + tombstone.archivedAt().orElseThrow();
    }

    private Set<Long> live(String objectType) {
        return portal.records(objectType).stream()
                .filter(row -> !row.archived())
                .map(row -> row.id())
                .collect(Collectors.toSet());
    }

    private Set<String> texts(String sql) throws SQLException {
        var texts = new TreeSet<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                if (!texts.add(rows.getString(1))) {
                    differences.add("twice: " + rows.getString(1) + " by " + sql);
                }
            }
        }
        return texts;
    }

    private void compare(String table, Set<String> truth, Set<String> stored) {
        var missing = new TreeSet<>(truth);
        missing.removeAll(stored);
        var more = new TreeSet<>(stored);
        more.removeAll(truth);
        Map.of("misses", missing, "should not have", more).forEach((how, rows) -> {
            if (!rows.isEmpty()) {
                differences.add(table + " " + how + " " + rows.stream().limit(4).toList() + " (" + rows.size() + " of "
                        + truth.size() + ")");
            }
        });
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
