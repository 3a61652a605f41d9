package io.hubflow.e2e.history;

import io.hubflow.e2e.WireValue;
import io.hubflow.e2e.history.StoredTable.StoredRow;
import io.hubflow.simulator.admin.Truth;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of one table after one run, whatever the circumstances: stored values stay until HubSpot gives a newer
 * value for that property.
 */
final class RunChecks {
    private static final int MOST_SHOWN = 12;

    private final String objectType;
    private final StoredTable before;
    private final StoredTable after;
    private final Map<Long, Truth.Row> truthBefore;
    private final Map<Long, Truth.Row> truthAfter;
    /** Properties that HubSpot defines, with their types there; archived ones left out. */
    private final Map<String, String> defined;

    private final List<String> problems = new ArrayList<>();

    RunChecks(
            String objectType,
            StoredTable before,
            StoredTable after,
            List<Truth.Row> truthBefore,
            List<Truth.Row> truthAfter,
            Map<String, String> defined) {
        this.objectType = objectType;
        this.before = before;
        this.after = after;
        this.truthBefore = byId(truthBefore);
        this.truthAfter = byId(truthAfter);
        this.defined = defined;
    }

    private static Map<Long, Truth.Row> byId(List<Truth.Row> rows) {
        var byId = new HashMap<Long, Truth.Row>();
        rows.forEach(row -> byId.put(row.id(), row));
        return byId;
    }

    /** No row and no column goes, nothing foreign comes, and what changed is what HubSpot has. */
    List<String> nothingIsWipedOrMixed() {
        for (var id : before.rows().keySet()) {
            if (!after.rows().containsKey(id)) {
                problem(id, "its row is gone");
            }
        }
        for (var column : before.types().keySet()) {
            if (!after.types().containsKey(column)) {
                problem(0, "column " + column + " is gone");
            }
        }
        after.rows().forEach((id, row) -> {
            var earlier = before.rows().get(id);
            requireOurs(id, row, earlier);
            for (var column : after.types().keySet()) {
                compareChange(id, column, earlier, row);
            }
        });
        return problems;
    }

    /** Every record that was there before the run, and old enough to be seen by any search, has its row. */
    List<String> nothingIsMissing(Instant changedBefore) {
        truthBefore.forEach((id, row) -> {
            var now = truthAfter.get(id);
            if (!row.archived()
                    && now != null
                    && !now.archived()
                    && row.updatedAt().isBefore(changedBefore)
                    && !after.rows().containsKey(id)) {
                problem(id, "it is missing after a run that says it was complete");
            }
        });
        return problems;
    }

    /** Every live record has its row, equal in every defined property. */
    List<String> everythingIsEqual() {
        truthAfter.forEach((id, truth) -> {
            var row = after.rows().get(id);
            if (truth.archived()) {
                return;
            }
            if (row == null) {
                problem(id, "is missing");
                return;
            }
            if (!row.updatedAt().equals(truth.updatedAt())) {
                problem(id, "_updated_at is " + row.updatedAt() + ", should be " + truth.updatedAt());
            }
            for (var property : defined.keySet()) {
                var wire = truth.properties().getOrDefault(property, "");
                if (!after.types().containsKey(property)) {
                    problem(id, "no column for property " + property);
                } else if (!stores(row, property, wire)) {
                    problem(id, property + " is " + row.value(property) + ", should be \"" + wire + '"');
                }
            }
        });
        return problems;
    }

    private void requireOurs(long id, StoredRow row, @Nullable StoredRow earlier) {
        var truth = truthAfter.get(id);
        if (truth == null && earlier == null) {
            problem(id, "this portal never had it");
        } else if (truth != null && !row.createdAt().equals(truth.createdAt())) {
            problem(id, "was created at " + truth.createdAt() + ", but " + row.createdAt() + " is stored");
        }
    }

    private void compareChange(long id, String column, @Nullable StoredRow earlier, StoredRow row) {
        var value = row.value(column);
        if (earlier != null && (same(earlier.value(column), value) || isWidened(column, earlier, row))) {
            return;
        }
        var truth = truthAfter.get(id);
        var truthEarlier = truthBefore.get(id);
        if (truth == null || !truth.equals(truthEarlier)) {
            return; // it changed during the run; which of its states was read is not known
        }
        if (!defined.containsKey(column) && value == null) {
            problem(id, column + " is archived in HubSpot; its value " + text(earlier, column) + " is gone");
        } else if (defined.containsKey(column)
                && !stores(row, column, truth.properties().getOrDefault(column, ""))) {
            // A new row may lack properties that this run did not read.
            if (earlier != null || value != null) {
                problem(
                        id,
                        column + " was " + text(earlier, column) + " and is " + value + "; HubSpot has \""
                                + truth.properties().getOrDefault(column, "") + '"');
            }
        }
    }

    /** A column of numbers that has become text holds them in one form until HubSpot is asked for them again. */
    private boolean isWidened(String column, StoredRow earlier, StoredRow row) {
        return earlier.values().get(column) instanceof BigDecimal number
                && row.values().get(column) instanceof String text
                && text.equals(WireValue.plain(number));
    }

    private static String text(@Nullable StoredRow row, String column) {
        return row == null ? "not there" : String.valueOf(row.value(column));
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one == null ? other == null : other != null && one.toString().equals(other.toString());
    }

    private boolean stores(StoredRow row, String column, String wire) {
        if (row.unparsed().containsKey(column)) {
            return sameText(wire, row.unparsed().get(column));
        }
        var expected = isNumberAsText(column) ? WireValue.plainNumber(wire) : wire;
        return WireValue.equal(expected, row.values().get(column), after.types().getOrDefault(column, ""));
    }

    /** Whether the column is text because the property was no number once: then it holds plain decimals. */
    private boolean isNumberAsText(String column) {
        return "number".equals(defined.get(column))
                && "VARCHAR".equals(after.types().get(column));
    }

    /** A value that HubSpot sent as a JSON number may be written otherwise than its text. */
    private static boolean sameText(String wire, @Nullable String stored) {
        if (wire.equals(stored) || stored == null) {
            return stored != null;
        }
        try {
            return new BigDecimal(wire).compareTo(new BigDecimal(stored)) == 0;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private void problem(long id, String what) {
        if (problems.size() < MOST_SHOWN) {
            problems.add(objectType + " " + id + ": " + what);
        }
    }
}
