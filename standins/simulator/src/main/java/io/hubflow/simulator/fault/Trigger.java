package io.hubflow.simulator.fault;

import io.hubflow.simulator.json.Hash;
import java.util.Set;

/** Which of the calls that a rule applies to it spoils. */
public sealed interface Trigger {
    /** Each call with a probability. */
    record Probability(double share) implements Trigger {
        /** Checks the share. */
        public Probability {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("A probability is between 0 and 1, not " + share);
            }
        }
    }

    /** The calls of these numbers, counted from 1. */
    record Calls(Set<Long> numbers) implements Trigger {
        /** Copies the numbers. */
        public Calls {
            numbers = Set.copyOf(numbers);
        }
    }

    /** Every nth call. */
    record Every(long n) implements Trigger {
        /** Checks n. */
        public Every {
            if (n < 1) {
                throw new IllegalArgumentException("Every nth call needs n ≥ 1, not " + n);
            }
        }
    }

    /** The calls from one number to another, both included. */
    record Between(long first, long last) implements Trigger {}

    /** Whether the call of a number is spoilt. */
    default boolean fires(long number, long seed) {
        return switch (this) {
            case Probability p -> (Hash.mix(seed, number) >>> 11) * 0x1.0p-53 < p.share;
            case Calls calls -> calls.numbers.contains(number);
            case Every every -> number % every.n == 0;
            case Between between -> between.first <= number && number <= between.last;
        };
    }
}
