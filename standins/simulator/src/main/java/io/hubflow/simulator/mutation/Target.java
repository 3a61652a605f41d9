package io.hubflow.simulator.mutation;

import java.util.List;

/** Which records a mutation concerns. */
public sealed interface Target {
    /** These. */
    record Ids(List<Long> ids) implements Target {
        /** Copies the ids. */
        public Ids {
            ids = List.copyOf(ids);
        }
    }

    /** So many, chosen by a seed; fewer when there are not as many. Seed 0 stands for another choice each time. */
    record Random(int count, long seed) implements Target {
        /** Checks the count. */
        public Random {
            if (count < 0) {
                throw new IllegalArgumentException("A count cannot be " + count);
            }
        }
    }

    /** One record. */
    static Target id(long id) {
        return new Ids(List.of(id));
    }

    /** So many, another choice each time. */
    static Target random(int count) {
        return new Random(count, 0);
    }

    /** So many, chosen by a seed. */
    static Target random(int count, long seed) {
        return new Random(count, seed);
    }
}
