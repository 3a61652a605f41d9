package io.hubflow.simulation;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.simulation.Warehouse.StoredRow;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.admin.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What must hold after every run, whatever was in its way: no row and no value goes that HubSpot still has, nothing comes
 * that HubSpot never had.
 */
final class KeepCheck {
    /** Search may answer what a record was like so long ago. */
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    private final Scenario scenario;
    private final Instant startedAt;
    private final Map<String, Map<Long, StoredRow>> before = new HashMap<>();
    private final Map<String, Map<Long, Truth.Row>> truthBefore = new HashMap<>();
    private final Map<String, Set<String>> definedBefore = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    KeepCheck(Scenario scenario, Simulator portal, Warehouse warehouse) {
        this.scenario = scenario;
        this.startedAt = portal.now();
        for (var object : scenario.objects()) {
            before.put(object, warehouse.rows(object));
            definedBefore.put(object, defined(portal, object));
            truthBefore.put(object, byId(scenario.truth(portal, object)));
        }
    }

    static Map<Long, Truth.Row> byId(List<Truth.Row> rows) {
        var byId = new HashMap<Long, Truth.Row>();
        rows.forEach(row -> byId.put(row.id(), row));
        return byId;
    }

    /**
     * @param complete object types of which the run says that it read everything
     */
    List<String> problems(Simulator portal, Warehouse warehouse, Set<String> complete, Returns returns) {
        for (var object : scenario.objects()) {
            var rows = warehouse.rows(object);
            var truth = byId(scenario.truth(portal, object));
            check(object, portal, truth, rows, returns);
            if (complete.contains(object) && scenario.updatedAfter().isEmpty()) {
                requireWhole(object, portal, truth, rows, returns);
            }
        }
        return problems;
    }

    /** Every record that did not change since search must show it has its row, with its values. */
    private void requireWhole(
            String object, Simulator portal, Map<Long, Truth.Row> truth, Map<Long, StoredRow> after, Returns returns) {
        var compared = scenario.compared(defined(portal, object), object);
        compared.retainAll(Objects.requireNonNull(definedBefore.get(object)));
        var uncounted = uncounted(object, truth, after, returns);
        var stale = stale(truth, after);
        Objects.requireNonNull(truthBefore.get(object)).forEach((id, then) -> {
            if (then.archived()
                    || returns.mayBeMissing(id, startedAt, LONGEST_DELAY)
                    || !then.equals(truth.get(id))
                    || mayBeOut(object, then)
                    || then.updatedAt().isAfter(startedAt.minus(LONGEST_DELAY))) {
                return;
            }
            var row = after.get(id);
            if (row == null) {
                if (!returns.isHidden(id, live(truth), uncounted, stale)) {
                    problems.add(object + " " + id + ": is missing after a run that says it read everything");
                }
            } else if (row.outOfScope()) {
                problems.add(object + " " + id + ": is marked as out of the filter, which it matches");
            } else if (!scenario.changesWithoutTrace()) {
                for (var property : compared) {
                    var wire = then.properties().getOrDefault(property, "");
                    if (!ValueCheck.equal(row.value(property), wire)) {
                        problems.add(object + " " + id + ": after a run that says it read everything, " + property
                                + " is " + row.value(property) + ", not \"" + wire + '"');
                    }
                }
            }
        });
    }

    private static long live(Map<Long, Truth.Row> truth) {
        return truth.values().stream().filter(row -> !row.archived()).count();
    }

    /** Records that HubSpot's counts held all the time and the table's do not. */
    private NavigableSet<Long> uncounted(
            String object, Map<Long, Truth.Row> truth, Map<Long, StoredRow> after, Returns returns) {
        var settledAt = startedAt.minus(LONGEST_DELAY);
        var ids = new TreeSet<Long>();
        Objects.requireNonNull(truthBefore.get(object)).forEach((id, then) -> {
            var row = after.get(id);
            if ((row == null || !row.isLive())
                    && !then.archived()
                    && then.equals(truth.get(id))
                    && !then.createdAt().isAfter(settledAt)
                    && !returns.cameBackAfter(id, settledAt)
                    && scenario.alwaysWants(object, then.properties())) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** Rows that the table counts as alive although their records have left, perhaps during the run. */
    private static NavigableSet<Long> stale(Map<Long, Truth.Row> truth, Map<Long, StoredRow> after) {
        var ids = new TreeSet<Long>();
        after.forEach((id, row) -> {
            var now = truth.get(id);
            if (row.isLive() && (now == null || now.archived())) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** A record that came into the filter without a new modification time is found by counts and refresh passes alone. */
    private boolean mayBeOut(String object, Truth.Row then) {
        return !scenario.wants(object, then.properties())
                || (scenario.filters().containsKey(object) && scenario.changesWithoutTrace());
    }

    private void check(
            String object, Simulator portal, Map<Long, Truth.Row> truth, Map<Long, StoredRow> after, Returns returns) {
        var gone = portal.tombstones(object).stream().map(row -> row.id()).collect(Collectors.toSet());
        var stored = Objects.requireNonNull(before.get(object));
        for (var id : stored.keySet()) {
            var removed = scenario.deletes() == DeleteMode.HARD && (!truth.containsKey(id) || gone.contains(id));
            var wasGone = !Objects.requireNonNull(truthBefore.get(object)).containsKey(id);
            if (!after.containsKey(id)
                    && !removed
                    && !(scenario.deletes() == DeleteMode.HARD && wasGone)
                    && !archivedBefore(object, id)
                    && !(scenario.deletes() == DeleteMode.HARD && returns.cameBackAfter(id, startedAt))
                    && !leftTheFilter(object, id, truth.get(id))) {
                problems.add(object + " " + id + ": its row is gone");
            }
        }
        var defined = defined(portal, object);
        after.forEach((id, row) -> {
            var now = truth.get(id);
            var earlier = stored.get(id);
            if (now == null && earlier == null && !gone.contains(id)) {
                problems.add(object + " " + id + ": this portal never had it");
            }
            if (now != null
                    && row.isLive()
                    && row.createdAt() != now.createdAt().toEpochMilli()) {
                problems.add(object + " " + id + ": was created at " + now.createdAt() + ", not " + row.createdAt());
            }
            if (now != null && earlier != null) {
                compare(object, id, earlier, row, now, defined);
            }
        });
    }

    /** A record that was archived when a hard-deleting run saw it, and restored meanwhile, has lost its row rightly. */
    private boolean archivedBefore(String object, long id) {
        var row = Objects.requireNonNull(truthBefore.get(object)).get(id);
        return scenario.deletes() == DeleteMode.HARD && row != null && row.archived();
    }

    /** A hard-deleting run removes what does not match. */
    private boolean leftTheFilter(String object, long id, Truth.@Nullable Row now) {
        var then = Objects.requireNonNull(truthBefore.get(object)).get(id);
        return scenario.deletes() == DeleteMode.HARD && (isOut(object, then) || isOut(object, now));
    }

    private boolean isOut(String object, Truth.@Nullable Row row) {
        return row != null && !scenario.alwaysWants(object, row.properties());
    }

    private void compare(String object, long id, StoredRow earlier, StoredRow row, Truth.Row now, Set<String> defined) {
        var then = Objects.requireNonNull(truthBefore.get(object)).get(id);
        if (!now.equals(then) || now.archived() || now.updatedAt().isAfter(startedAt.minus(LONGEST_DELAY))) {
            return; // which of its states was read is not known
        }
        var columns = new HashSet<>(earlier.values().keySet());
        columns.addAll(row.values().keySet());
        columns.removeIf(column -> !scenario.looksAt(object, column));
        for (var column : columns) {
            var value = row.value(column);
            if (same(earlier.value(column), value)) {
                continue;
            }
            if (!defined.contains(column)) {
                if (value == null) {
                    problems.add(object + " " + id + ": the value of " + column + ", which HubSpot archived, is gone");
                }
            } else if (!ValueCheck.equal(value, now.properties().getOrDefault(column, ""))) {
                problems.add(object + " " + id + ": " + column + " was " + earlier.value(column) + " and is " + value
                        + "; HubSpot has \"" + now.properties().getOrDefault(column, "") + '"');
            }
        }
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one == null ? other == null : other != null && one.toString().equals(other.toString());
    }

    static Set<String> defined(Simulator portal, String object) {
        var type = portal.portal().types().require(object);
        return portal.portal().catalog(type).columns().stream()
                .map(column -> column.name())
                .collect(Collectors.toSet());
    }
}
