package io.hubflow.simulation;

import io.hubflow.engine.destination.DeleteMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Draws filters, dropped tables of facts and warehouses, with randomness of its own: what a seed draws otherwise stays as it was.
 */
final class LaterDraw {
    private final Random random;
    private final List<String> objects;
    private final List<String> factTables;

    LaterDraw(long seed, List<String> objects, List<String> pairs, List<String> history) {
        this.random = new Random(seed * 0xD1342543DE82EF95L + 3);
        this.objects = objects;
        this.factTables = new ArrayList<>(List.of("hubspot_list_memberships"));
        pairs.forEach(pair -> factTables.add(pair.replace(':', '_')));
        history.forEach(property -> factTables.add(property.substring(0, property.indexOf('.')) + "_history"));
    }

    Map<String, DrawnFilter> filters() {
        return random.nextInt(5) == 0 ? some() : Map.of();
    }

    private Map<String, DrawnFilter> some() {
        var filters = new HashMap<String, DrawnFilter>();
        for (var object : objects) {
            if (random.nextBoolean()) {
                filters.put(object, pick(DrawnFilter.of(object)));
            }
        }
        return Map.copyOf(filters);
    }

    List<Circumstance> circumstances(int runs, Map<String, DrawnFilter> filters) {
        var drawn = new ArrayList<Circumstance>();
        if (!filters.isEmpty() && random.nextInt(4) > 0) {
            // A filtered first load is the one that reads by searches alone, so its pages should move.
            drawn.add(new Circumstance.Traffic(0, 1 + random.nextInt(2), 1L + random.nextInt(1_000_000)));
        }
        for (var run = 0; run < runs; run++) {
            if (random.nextInt(filters.isEmpty() ? 40 : 4) == 0) {
                drawn.add(new Circumstance.OtherFilters(run, some()));
            }
            if (run > 0 && random.nextInt(15) == 0) {
                drawn.add(new Circumstance.DroppedTable(run, pick(factTables)));
            }
        }
        return drawn;
    }

    /** A history into Snowflake's stand-in takes some seconds. */
    Tables tables(Tables usual) {
        return switch (random.nextInt(40)) {
            case 0 -> Tables.SNOWFLAKE;
            case 1 -> Tables.SNOWFLAKE_RAW;
            default -> usual;
        };
    }

    /** A comparison of counts repairs what a reading has missed. Without it, mistakes of the reading stay to be seen. */
    DeleteMode deletes(DeleteMode usual, Map<String, DrawnFilter> filters) {
        return !filters.isEmpty() && random.nextBoolean() ? DeleteMode.IGNORE : usual;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
