package io.hubflow.engine.load;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random portals, read along a {@link Frontier}: it never waits for ever, no search goes behind the 10,000th record, each id is
 * read once, and no page is called whole that is not. A failure tells its seed; {@code -Dhubflow.seed=…} reads that portal alone.
 */
final class FrontierModelTest {
    @Test
    void portalsAreReadWhole() {
        read(1, 20_000);
    }

    @Test
    @Tag("thorough")
    void manyMorePortalsAreReadWhole() {
        read(1_000_000, 200_000);
    }

    private static void read(long firstSeed, int portals) {
        var given = Long.getLong("hubflow.seed");
        if (given != null) {
            FrontierModel.require(FrontierDraw.of(given));
            return;
        }
        for (var seed = firstSeed; seed < firstSeed + portals; seed++) {
            FrontierModel.require(FrontierDraw.of(seed));
        }
    }
}
