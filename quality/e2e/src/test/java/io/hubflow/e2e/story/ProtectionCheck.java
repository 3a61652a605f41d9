package io.hubflow.e2e.story;

import io.hubflow.e2e.story.Settings.Protection;
import io.hubflow.simulation.Warehouse;
import io.hubflow.simulator.Simulator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether protected properties are stored as the configuration says: nothing in clear, and no value lost. */
final class ProtectionCheck {
    private final Settings settings;
    private final Simulator portal;
    private final Warehouse warehouse;
    private final List<String> problems = new ArrayList<>();

    ProtectionCheck(Settings settings, Simulator portal, Warehouse warehouse) {
        this.settings = settings;
        this.portal = portal;
        this.warehouse = warehouse;
    }

    List<String> problems() {
        for (var name : settings.protectedProperties()) {
            compare(name.substring(0, name.indexOf('.')), name.substring(name.indexOf('.') + 1));
        }
        return problems;
    }

    private void compare(String object, String property) {
        var clear = clear(object, property);
        var rows = warehouse.rows(object);
        rows.forEach((id, row) -> {
            var stored = row.value(property);
            if (stored != null && (settings.protection() == Protection.DROP || clear.contains(stored.toString()))) {
                problems.add(object + " " + id + ": " + property + " is stored in clear: " + stored);
            }
        });
        for (var truth : settings.truth(portal, object)) {
            var row = rows.get(truth.id());
            if (row == null || truth.archived() || !settings.wants(object, truth.properties())) {
                continue;
            }
            var wire = truth.properties().getOrDefault(property, "");
            if (settings.protection() != Protection.DROP && wire.isEmpty() != (row.value(property) == null)) {
                problems.add(object + " " + truth.id() + ": " + property + " is " + row.value(property)
                        + ", protected from \"" + wire + '"');
            }
        }
        for (var version : warehouse.facts(object + "_history")) {
            var value = version.get("value");
            if (property.equals(version.get("property"))
                    && value != null
                    && (settings.protection() == Protection.DROP || clear.contains(value.toString()))) {
                problems.add(
                        object + "_history " + version.get("_id") + ": " + property + " is stored in clear: " + value);
            }
        }
    }

    /** Every value that any record has or had. */
    private Set<String> clear(String object, String property) {
        var clear = new HashSet<String>();
        portal.history(object, property).forEach(version -> clear.add(version.value()));
        portal.records(object, Set.of(property))
                .forEach(row -> clear.add(row.properties().getOrDefault(property, "")));
        clear.remove("");
        return clear;
    }
}
