package io.hubflow.app.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.engine.destination.DestinationCost;
import java.util.Locale;

/** What the warehouse was asked for, for people and for programs. */
public final class CostText {
    private CostText() {}

    public static String of(DestinationCost cost) {
        return String.format(
                Locale.ROOT,
                "Warehouse: %,d statements, %,d bytes staged, woken %d times, held %.0f s (its idle time included).",
                cost.statements(),
                cost.stagedBytes(),
                cost.wakeUps(),
                cost.warehouseHeld().toMillis() / 1_000.0);
    }

    public static ObjectNode json(DestinationCost cost) {
        var json = Json.object();
        json.put("statements", cost.statements());
        json.put("staged_bytes", cost.stagedBytes());
        json.put("warehouse_seconds", cost.warehouseHeld().toMillis() / 1_000.0);
        json.put("wake_ups", cost.wakeUps());
        return json;
    }
}
