package io.hubflow.engine.forecast;

import java.time.Duration;

/**
 * How fast this machine turns answers into rows: unpacking, parsing, typing, writing.
 *
 * @param cores that work at once; less than the machine has where other programs use them, too
 * @param warmUp processor time that a new process takes besides, until its code is compiled
 * @param nanosPerRecord processor time of a record, however many columns it has
 * @param nanosPerValue processor time of each of its columns, empty ones included
 * @param nanosPerFact processor time of the links or earlier values of one record
 */
public record Machine(double cores, Duration warmUp, double nanosPerRecord, double nanosPerValue, double nanosPerFact) {
    /** Nothing but HubSpot takes time. */
    public static final Machine INSTANT = new Machine(1, Duration.ZERO, 0, 0, 0);

    /** A slower machine than this is not believed: something else was measured. */
    private static final double SLOWEST = 8;

    public Machine {
        if (cores <= 0) {
            throw new IllegalArgumentException("cores must be positive, not " + cores);
        }
    }

    /** As measured into DuckDB on a virtual machine of two cores, with 20,000 and 100,000 contacts of 50 and of 370 columns. */
    public static Machine usual(double cores) {
        return new Machine(cores, Duration.ofSeconds(4), 25_000, 660, 15_000);
    }

    /** @param ratio of its processor time to the usual one, 1 = the same */
    public Machine slower(double ratio) {
        var times = Math.clamp(ratio, 1 / SLOWEST, SLOWEST);
        return new Machine(
                cores,
                Duration.ofNanos(Math.round(warmUp.toNanos() * times)),
                nanosPerRecord * times,
                nanosPerValue * times,
                nanosPerFact * times);
    }

    public Machine withCores(double some) {
        return new Machine(some, warmUp, nanosPerRecord, nanosPerValue, nanosPerFact);
    }

    /** Processor time of records with this many columns. */
    public Duration work(long records, int columns) {
        return Duration.ofNanos(Math.round(records * nanosPerRecord(columns)));
    }

    double nanosPerRecord(int columns) {
        return nanosPerRecord + columns * nanosPerValue;
    }
}
