package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdSetTest {
    @Test
    void countsWhatAHashSetCounts() {
        var random = new Random(5);
        var expected = new HashSet<Long>();
        var ids = new IdSet();
        for (int i = 0; i < 100_000; i++) {
            long id = random.nextInt(4) == 0 ? random.nextInt(50) : random.nextLong(60_000) * 100;
            assertThat(ids.add(id)).isEqualTo(expected.add(id));
        }
        assertThat(ids.size()).isEqualTo(expected.size());
        var seen = new HashSet<Long>();
        ids.forEach(seen::add);
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void takesTheExtremes() {
        var ids = new IdSet();
        for (long id : new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE, -1, 0}) {
            ids.add(id);
        }
        assertThat(ids.size()).isEqualTo(4);
    }
}
