package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.JsonBytes;

/** Numbers: HubSpot sends them as texts, whole, fractional, in scientific notation, or as ids of up to 17 digits. */
final class NumberValues {
    private static final byte[][] PROBABILITIES = {
        JsonBytes.ascii("\"0.1000000000000000055511151231257827021181583404541015625\""),
        JsonBytes.ascii("\"0.200000000000000011102230246251565404236316680908203125\""),
        JsonBytes.ascii("\"0.5596858859062195\""),
        JsonBytes.ascii("\"0.25\""),
        JsonBytes.ascii("\"0\""),
        JsonBytes.ascii("\"1\""),
        JsonBytes.ascii("\"1.0\"")
    };
    private static final byte[][] EXTREMES = {
        JsonBytes.ascii("\"1E21\""),
        JsonBytes.ascii("\"1.5E7\""),
        JsonBytes.ascii("\"-2.5E-7\""),
        JsonBytes.ascii("\"123456789012345678901234567890.5\""),
        JsonBytes.ascii("\"0.1234567890123\""),
        JsonBytes.ascii("\"-0.0000000001\""),
        JsonBytes.ascii("\"99999999999999999\""),
        JsonBytes.ascii("\"\"")
    };

    private NumberValues() {}

    static ValueGenerator count() {
        return (out, record, hash) -> {
            if (rare(out, hash)) {
                return;
            }
            out.raw('"')
                    .number(Hash.below(hash >>> 9, (hash & 1) == 0 ? 12 : 4_000))
                    .raw('"');
        };
    }

    static ValueGenerator money() {
        return (out, record, hash) -> {
            if (rare(out, hash)) {
                return;
            }
            out.raw('"');
            if ((hash & 15) == 0) {
                out.raw('-');
            }
            out.number(Hash.below(hash >>> 9, 250_000));
            if ((hash & 16) != 0) {
                out.raw('.').padded(Hash.below(hash >>> 20, 100), 2);
            }
            out.raw('"');
        };
    }

    static ValueGenerator probability() {
        return (out, record, hash) -> out.raw(PROBABILITIES[(int) Hash.below(hash, PROBABILITIES.length)]);
    }

    static ValueGenerator coordinate() {
        return (out, record, hash) -> out.raw('"')
                .raw((hash & 1) == 0 ? "-" : "")
                .number(Hash.below(hash >>> 9, 90))
                .raw('.')
                .padded(Hash.below(hash >>> 20, 10_000_000), 7)
                .raw('"');
    }

    /** Ids of 9 to 12 digits, one in eight of 17. */
    static ValueGenerator id() {
        return (out, record, hash) -> {
            long id = (hash & 7) == 0
                    ? 10_000_000_000_000_000L + Hash.below(hash, 80_000_000_000_000_000L)
                    : 100_000_000L + Hash.below(hash >>> 9, 700_000_000_000L);
            out.raw('"').number(id).raw('"');
        };
    }

    /** Milliseconds since the epoch in a property that is declared a number. */
    static ValueGenerator epochMillis() {
        return (out, record, hash) ->
                out.raw('"').number(TimeValues.between(record, hash)).raw('"');
    }

    private static boolean rare(JsonBytes out, long hash) {
        if ((hash >>> 50) % 100 != 0) {
            return false;
        }
        out.raw(EXTREMES[(int) Hash.below(hash >>> 5, EXTREMES.length)]);
        return true;
    }
}
