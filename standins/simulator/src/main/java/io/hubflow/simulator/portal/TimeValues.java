package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.json.JsonBytes;

/** Days and instants in every form that portals send: ISO with and without a fraction, epoch milliseconds, cleared. */
final class TimeValues {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final byte[] CLEARED = JsonBytes.ascii("\"\"");

    private TimeValues() {}

    static ValueGenerator created() {
        return (out, record, hash) -> out.instant(record.createdMillis());
    }

    static ValueGenerator modified() {
        return (out, record, hash) -> out.instant(record.modifiedMillis());
    }

    /** {@code YYYY-MM-DD}, one in ten as epoch milliseconds at midnight UTC. */
    static ValueGenerator date() {
        return (out, record, hash) -> {
            long millis = Math.floorDiv(between(record, hash), DAY_MILLIS) * DAY_MILLIS;
            switch ((int) ((hash >>> 50) % 100)) {
                case 0 -> out.raw(CLEARED);
                case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ->
                    out.raw('"').number(millis).raw('"');
                default -> {
                    out.raw('"');
                    IsoTime.writeDay(out, millis);
                    out.raw('"');
                }
            }
        };
    }

    static ValueGenerator dateTime() {
        return (out, record, hash) -> {
            long millis = between(record, hash);
            int form = (int) ((hash >>> 50) % 100);
            if (form == 0) {
                out.raw(CLEARED);
            } else if (form < 7) {
                out.raw('"').number(millis).raw('"');
            } else if (form < 14) {
                out.raw('"');
                IsoTime.writeSeconds(out, millis);
                out.raw('"');
            } else {
                out.instant(millis);
            }
        };
    }

    /** Some instant between the record's creation and the end of the generated past. */
    static long between(CrmRecord record, long hash) {
        long from = record.createdMillis();
        long span = Population.LAST_MILLIS - from;
        return span <= 0 ? from : from + Hash.below(hash >>> 3, span);
    }
}
