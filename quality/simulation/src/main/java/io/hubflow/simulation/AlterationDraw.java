package io.hubflow.simulation;

import io.hubflow.simulation.Circumstance.AlteredTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws what users do to tables between runs, with randomness of its own: what a seed draws otherwise stays as it was. */
final class AlterationDraw {
    private static final List<AlteredTable.Kind> KINDS = List.of(AlteredTable.Kind.values());

    private final Random random;
    private final List<String> objects;

    AlterationDraw(long seed, List<String> objects) {
        this.random = new Random(seed * 0xA0761D6478BD642FL + 5);
        this.objects = objects;
    }

    /** In one history of thirty: such tables are in a file, which takes longer than memory. */
    List<AlteredTable> circumstances(int runs) {
        var drawn = new ArrayList<AlteredTable>();
        if (random.nextInt(30) == 0) {
            for (var run = 1; run < runs; run++) {
                for (var count = random.nextInt(3); count > 0; count--) {
                    drawn.add(new AlteredTable(
                            run,
                            KINDS.get(random.nextInt(KINDS.size())),
                            objects.get(random.nextInt(objects.size())),
                            random.nextLong()));
                }
            }
        }
        return drawn;
    }
}
