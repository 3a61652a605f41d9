package io.hubflow.simulation;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulation.Warehouse.StoredRow;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.admin.TombstoneTruth;
import io.hubflow.simulator.admin.Truth;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether the tables are what the portal holds: rows, values, marks, links, histories and members of lists. */
public final class TruthCheck {
    private static final Duration RECYCLE_BIN = Duration.ofDays(90);

    private final Expectation expected;
    private final Simulator portal;
    private final Warehouse warehouse;
    private final List<String> differences = new ArrayList<>();

    public TruthCheck(Expectation expected, Simulator portal, Warehouse warehouse) {
        this.expected = expected;
        this.portal = portal;
        this.warehouse = warehouse;
    }

    public List<String> differences() {
        for (var object : expected.objects()) {
            var rows = warehouse.rows(object);
            compareRows(object, rows);
            compareMarks(object, rows);
            requireErased(object, rows);
        }
        if (expected.updatedAfter().isEmpty() && expected.deletes() != DeleteMode.IGNORE) {
            expected.pairs().forEach(this::compareLinks);
        }
        if (expected.updatedAfter().isEmpty()) {
            expected.history().forEach(this::compareHistory);
        }
        compareMemberships();
        return differences;
    }

    private void compareRows(String object, Map<Long, StoredRow> rows) {
        var compared = expected.compared(KeepCheck.defined(portal, object), object);
        for (var truth : expected.truth(portal, object)) {
            if (truth.archived() || !expected.wants(object, truth.properties())) {
                continue;
            }
            var row = rows.get(truth.id());
            if (row != null) {
                compareRow(object, truth, row, compared);
            } else if (expected.updatedAfter().isEmpty()
                    || truth.updatedAt().isAfter(expected.updatedAfter().get())) {
                differences.add(object + " " + truth.id() + ": is missing (updated " + truth.updatedAt() + ")");
            }
        }
    }

    private void compareRow(String object, Truth.Row truth, StoredRow row, Set<String> compared) {
        if (row.updatedAt() != truth.updatedAt().toEpochMilli()) {
            differences.add(object + " " + truth.id() + ": _updated_at is " + Instant.ofEpochMilli(row.updatedAt())
                    + ", should be " + truth.updatedAt());
        }
        for (var property : compared) {
            var wire = truth.properties().getOrDefault(property, "");
            if (!ValueCheck.equal(row.value(property), wire)) {
                differences.add(object + " " + truth.id() + ": " + property + " is " + row.value(property)
                        + ", should be \"" + wire + '"');
            }
        }
    }

    /** Rows of live records have no mark; those of others have the mark of what became of the record. */
    private void compareMarks(String object, Map<Long, StoredRow> rows) {
        if (expected.deletes() == DeleteMode.IGNORE) {
            return;
        }
        var live = live(object);
        var wanted = wanted(object);
        var gone = new HashMap<Long, TombstoneTruth.Row>();
        portal.tombstones(object).forEach(row -> gone.put(row.id(), row));
        rows.forEach((id, row) -> {
            var mark = mark(row);
            var tombstone = gone.get(id);
            var right = wanted.contains(id)
                    ? "live"
                    : live.contains(id) ? "out of the filter" : tombstone == null ? "nothing known" : mark(tombstone);
            if (expected.deletes() == DeleteMode.HARD) {
                if (!wanted.contains(id)) {
                    differences.add(object + " " + id + ": is there, although its record is " + right);
                }
                return;
            }
            var isUnwatched = row.outOfScope() && !live.contains(id) && !isErased(tombstone);
            if (!mark.equals(right)
                    && !isUnwatched
                    && !(mark.equals("deleted") && lostItsSurvivor(tombstone, gone))
                    && !wasArchivedBefore(row, tombstone)
                    && !endsOutsideTheFilter(row.mergedInto(), right, gone, rows)) {
                differences.add(object + " " + id + ": is " + mark + ", should be " + right);
            }
        });
    }

    /** After refresh passes alone a record that left the filter is looked at, and only when it went for good its row changes (decision 46). */
    private boolean isErased(TombstoneTruth.@Nullable Row tombstone) {
        return expected.refresh() == RefreshPolicy.ALWAYS
                && tombstone != null
                && tombstone.deletedAt().isPresent()
                && tombstone.mergedInto().isEmpty();
    }

    /** Rows of records that are gone for good have no values, but for those that lay in the recycle bin for its whole time (decision 46). */
    private void requireErased(String object, Map<Long, StoredRow> rows) {
        rows.forEach((id, row) -> {
            var deletedAt = row.deletedAt();
            if (deletedAt == null || wasPurged(row, deletedAt)) {
                return;
            }
            var kept = new TreeSet<>(row.values().keySet());
            kept.addAll(row.unparsed().keySet());
            kept.removeIf(column -> column.endsWith(UserAlteration.SUFFIX)); // what a user made is the user's
            if (!kept.isEmpty()) {
                differences.add(object + " " + id + ": is deleted for good and still has " + kept);
            }
        });
    }

    private static boolean wasPurged(StoredRow row, long deletedAt) {
        var at = row.archivedAt();
        return row.archived() && at != null && at <= deletedAt - RECYCLE_BIN.toMillis();
    }

    /** That a record was restored and archived again between two runs, only its time in the bin shows (decision 36). */
    private static boolean wasArchivedBefore(StoredRow row, TombstoneTruth.@Nullable Row tombstone) {
        var at = row.archivedAt();
        return mark(row).startsWith("archived")
                && at != null
                && tombstone != null
                && tombstone
                        .archivedAt()
                        .filter(later -> later.toEpochMilli() > at)
                        .isPresent();
    }

    /** A survivor that is not in the filter is not looked at any more, so it is not seen that it was merged itself (decision 36). */
    private static boolean endsOutsideTheFilter(
            @Nullable Long into, String expected, Map<Long, TombstoneTruth.Row> gone, Map<Long, StoredRow> rows) {
        var next = into == null ? null : gone.get(into);
        if (next == null || !mark(next).equals(expected)) {
            return false;
        }
        var survivor = rows.get(into);
        return survivor == null || survivor.outOfScope();
    }

    /** Of a merge whose survivor went for good before anybody read it, HubSpot says nothing (decision 36). */
    private static boolean lostItsSurvivor(TombstoneTruth.@Nullable Row tombstone, Map<Long, TombstoneTruth.Row> gone) {
        if (tombstone == null || tombstone.mergedInto().isEmpty()) {
            return false;
        }
        var survivor = gone.get(tombstone.mergedInto().getAsLong());
        return survivor != null && survivor.deletedAt().isPresent();
    }

    private static String mark(StoredRow row) {
        if (row.mergedInto() != null) {
            return "merged into " + row.mergedInto();
        }
        if (row.deletedAt() != null) {
            return "deleted";
        }
        if (row.outOfScope()) {
            return "out of the filter";
        }
        var at = row.archivedAt();
        return row.archived() ? "archived at " + (at == null ? "" : Instant.ofEpochMilli(at)) : "live";
    }

    private static String mark(TombstoneTruth.Row tombstone) {
        if (tombstone.mergedInto().isPresent()) {
            return "merged into " + tombstone.mergedInto().getAsLong();
        }
        return tombstone.deletedAt().isPresent()
                ? "deleted"
                : "archived at " + tombstone.archivedAt().orElseThrow();
    }

    private Set<Long> live(String object) {
        return portal.records(object, Set.of()).stream()
                .filter(row -> !row.archived())
                .map(Truth.Row::id)
                .collect(Collectors.toSet());
    }

    /** Ids of the live records that the filter lets through. */
    private Set<Long> wanted(String object) {
        return expected.truth(portal, object).stream()
                .filter(row -> !row.archived() && expected.wants(object, row.properties()))
                .map(Truth.Row::id)
                .collect(Collectors.toSet());
    }

    /** Those between records of the filters, and no others (decision 47). */
    private void compareLinks(String pair) {
        var from = pair.substring(0, pair.indexOf(':'));
        var to = pair.substring(pair.indexOf(':') + 1);
        var wantedFrom = wanted(from);
        var wantedTo = wanted(to);
        var truth = portal.links(from, to).stream()
                .filter(link -> wantedFrom.contains(link.fromId()) && wantedTo.contains(link.toId()))
                .map(link -> link.fromId() + ">" + link.toId() + " " + link.typeId() + " " + link.category() + " "
                        + link.label().orElse(null))
                .collect(Collectors.toCollection(TreeSet::new));
        var table = from + "_" + to;
        compare(
                table,
                truth,
                warehouse.facts(table).stream()
                        .map(row -> row.get("from_id") + ">" + row.get("to_id") + " " + row.get("type_id") + " "
                                + row.get("category") + " " + row.get("label"))
                        .toList());
    }

    private static long id(Map<String, @Nullable Object> row, String column) {
        return ((Number) Objects.requireNonNull(row.get(column))).longValue();
    }

    private void compareHistory(String property) {
        var object = property.substring(0, property.indexOf('.'));
        var name = property.substring(property.indexOf('.') + 1);
        var wanted = wanted(object);
        var truth = portal.history(object, name).stream()
                .filter(version -> wanted.contains(version.id()))
                .map(version -> version.id() + " " + version.timestamp().toEpochMilli() + " " + version.value())
                .collect(Collectors.toCollection(TreeSet::new));
        var stored = warehouse.facts(object + "_history").stream()
                .filter(row -> name.equals(row.get("property")))
                .filter(row -> wanted.contains(id(row, "_id")))
                .map(row -> row.get("_id") + " " + millis(row.get("valid_from")) + " "
                        + (row.get("value") == null ? "" : row.get("value")))
                .toList();
        compare(property + "'s history", truth, stored);
    }

    private void compareMemberships() {
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
                warehouse.facts("hubspot_list_memberships").stream()
                        .map(row -> row.get("list_id") + " " + row.get("record_id") + " "
                                + millis(row.get("membership_timestamp")))
                        .toList());
    }

    private static long millis(@Nullable Object time) {
        return switch (time) {
            case null -> 0;
            case Instant instant -> instant.toEpochMilli();
            case OffsetDateTime offset -> offset.toInstant().toEpochMilli();
            default -> throw new AssertionError("a time of " + time.getClass());
        };
    }

    private void compare(String table, Set<String> truth, List<String> stored) {
        var missing = new TreeSet<>(truth);
        stored.forEach(missing::remove);
        var more = new TreeSet<>(stored);
        if (more.size() < stored.size()) {
            differences.add(table + " has rows twice");
        }
        more.removeAll(truth);
        Map.of("misses", missing, "should not have", more).forEach((how, rows) -> {
            if (!rows.isEmpty()) {
                differences.add(table + " " + how + " " + rows.stream().limit(4).toList() + " (" + rows.size() + " of "
                        + truth.size() + ")");
            }
        });
    }
}
