package io.hubflow.simulator.traffic;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What changes while readers read, and how often. Every tick carries out the whole mix once; which records and values
 * it takes is a function of the seed and the tick's number.
 *
 * @param seed of every choice
 * @param mix how many operations of each kind a tick carries out
 * @param objectTypes the plural names of the types that change; empty for all that have records when it starts
 * @param pace what makes a tick
 */
public record TrafficPlan(long seed, Map<Kind, Integer> mix, List<String> objectTypes, Pace pace) {
    /** More operations in a tick would hold readers up for seconds. */
    private static final int MAX_OPERATIONS_IN_A_TICK = 1_000;

    /** One kind of operation; the words of the admin API in lower case. */
    public enum Kind {
        /** A new record. */
        CREATE,
        /** Three other values of a record. */
        UPDATE,
        /** A calculated value changes, the last-modified time does not. */
        RECALCULATE,
        /** A record goes to the recycle bin. */
        ARCHIVE,
        /** An archived record comes back. */
        RESTORE,
        /** Two records become one. */
        MERGE,
        /** A record is gone for good. */
        GDPR_DELETE,
        /** Two records of different types are linked. */
        ASSOCIATE,
        /** A link is cut. */
        DISSOCIATE;

        /** The word in the admin API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What makes a tick. */
    public sealed interface Pace {
        /**
         * So much time on the simulator's clock. On a virtual clock the ticks that are due happen before the next call
         * after the clock was advanced.
         */
        record Every(Duration interval) implements Pace {
            /** Checks the interval. */
            public Every {
                if (interval.compareTo(Duration.ofMillis(1)) < 0) {
                    throw new IllegalArgumentException("Ticks are at least 1 ms apart, not " + interval);
                }
            }
        }

        /**
         * So many calls: a tick happens just before every nth of them is answered, so that what a reader sees does not
         * depend on its speed.
         *
         * @param n every how many calls
         * @param endpoints which calls count ({@code list}, {@code search}, {@code batch_read}, …)
         */
        record Calls(long n, Set<String> endpoints) implements Pace {
            /** Copies and checks. */
            public Calls {
                endpoints = Set.copyOf(endpoints);
                if (n < 1) {
                    throw new IllegalArgumentException("A tick before every nth call needs n ≥ 1, not " + n);
                }
            }
        }
    }

    /** Copies and checks. */
    public TrafficPlan {
        var copy = new EnumMap<Kind, Integer>(Kind.class);
        mix.forEach((kind, count) -> {
            if (count < 0) {
                throw new IllegalArgumentException("A tick cannot " + kind.word() + " " + count + " times");
            }
            if (count > 0) {
                copy.put(kind, count);
            }
        });
        int operations = copy.values().stream().mapToInt(Integer::intValue).sum();
        if (operations == 0 || operations > MAX_OPERATIONS_IN_A_TICK) {
            throw new IllegalArgumentException(
                    "A tick has 1 to " + MAX_OPERATIONS_IN_A_TICK + " operations, not " + operations);
        }
        mix = Collections.unmodifiableMap(copy);
        objectTypes = List.copyOf(objectTypes);
    }

    /** One creation, one archiving and five edits a tick, a tick just before every nth page or batch is answered. */
    public static TrafficPlan beforeEveryNthPage(long n, long seed) {
        return new TrafficPlan(seed, usualMix(), List.of(), new Pace.Calls(n, Set.of("list", "search", "batch_read")));
    }

    /** {@link #usualMix()} spread over time, so that there are about so many operations a second. */
    public static TrafficPlan perSecond(double operations, long seed) {
        if (!(operations > 0 && operations <= 7_000)) {
            throw new IllegalArgumentException("Traffic is above 0 and at most 7,000 operations a second");
        }
        return new TrafficPlan(
                seed,
                usualMix(),
                List.of(),
                new Pace.Every(Duration.ofNanos(Math.max(1_000_000, Math.round(7e9 / operations)))));
    }

    /** One creation, one archiving and five edits. */
    public static Map<Kind, Integer> usualMix() {
        return Map.of(Kind.CREATE, 1, Kind.ARCHIVE, 1, Kind.UPDATE, 5);
    }

    /** This plan with another mix. */
    public TrafficPlan withMix(Map<Kind, Integer> otherMix) {
        return new TrafficPlan(seed, otherMix, objectTypes, pace);
    }

    /** This plan for some types only. */
    public TrafficPlan on(String... types) {
        return new TrafficPlan(seed, mix, List.of(types), pace);
    }
}
