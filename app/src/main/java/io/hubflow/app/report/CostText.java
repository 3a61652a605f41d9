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
                "Warehouse: woken %4$s, held %5$.0f s (its idle time included). %1$,d statements, %2$,d of them without a"
                        + " warehouse: those are cloud services, charged only beyond a tenth of a day's warehouse credits. %3$,d"
                        + " bytes staged.",
                cost.statements(),
                cost.withoutWarehouse(),
                cost.stagedBytes(),
                times(cost.wakeUps()),
                cost.warehouseHeld().toMillis() / 1_000.0);
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    public static ObjectNode json(DestinationCost cost) {
        var json = Json.object();
        json.put("statements", cost.statements());
        json.put("statements_without_warehouse", cost.withoutWarehouse());
        json.put("staged_bytes", cost.stagedBytes());
        json.put("warehouse_seconds", cost.warehouseHeld().toMillis() / 1_000.0);
        json.put("wake_ups", cost.wakeUps());
        return json;
    }
}
