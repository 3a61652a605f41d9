package io.hubflow.engine.progress;

import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.SyncListener.Phase;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far one object type is. Immutable; a new one for each event.
 *
 * @param expected rows of the phase, as HubSpot counted them
 * @param read rows read in the phase
 * @param total rows read in the run
 * @param phaseNanos when the phase began, on the clock of {@code System.nanoTime}
 * @param readNanos when its last rows came, on the same clock
 */
public record ObjectProgress(
        String objectType,
        @Nullable Phase phase,
        OptionalLong expected,
        long read,
        long total,
        long written,
        long phaseNanos,
        long readNanos,
        @Nullable ObjectReport report) {
    /** Shorter phases tell nothing about speed. */
    private static final double LEAST_SECONDS = 0.5;

    public static ObjectProgress waiting(String objectType) {
        return new ObjectProgress(objectType, null, OptionalLong.empty(), 0, 0, 0, 0, 0, null);
    }

    ObjectProgress entered(Phase next, OptionalLong rows, long nanos) {
        return new ObjectProgress(objectType, next, rows, 0, total, written, nanos, nanos, null);
    }

    ObjectProgress read(long rows, long nanos) {
        return new ObjectProgress(
                objectType, phase, expected, read + rows, total + rows, written, phaseNanos, nanos, report);
    }

    ObjectProgress committed(long rows) {
        return new ObjectProgress(
                objectType, phase, expected, read, total, written + rows, phaseNanos, readNanos, report);
    }

    ObjectProgress finished(ObjectReport done) {
        return new ObjectProgress(objectType, phase, expected, read, total, written, phaseNanos, readNanos, done);
    }

    /** Rows of the phase that are done: reading some twice, as where windows overlap, does not make them more. */
    public long counted() {
        return expected.isPresent() ? Math.min(read, expected.getAsLong()) : read;
    }

    /**
     * Rows a second in this phase; 0 while it is too young to tell, and where the rows are a sample. Once all expected rows are
     * there, it is the speed that they came with: what follows, such as the commit, does not slow it down.
     */
    public double rowsPerSecond(long nanos) {
        if (phase == Phase.VERIFY && expected.isEmpty()) {
            return 0;
        }
        var whole = expected.isPresent() && read >= expected.getAsLong();
        var seconds = ((whole ? readNanos : nanos) - phaseNanos) / 1e9;
        return seconds < LEAST_SECONDS ? 0 : read / seconds;
    }

    /** Part of the phase that is done, when its size is known. */
    public OptionalLong percent() {
        return expected.isPresent() && expected.getAsLong() > 0
                ? OptionalLong.of(counted() * 100 / expected.getAsLong())
                : OptionalLong.empty();
    }

    public OptionalLong secondsLeft(long nanos) {
        var speed = rowsPerSecond(nanos);
        return expected.isEmpty() || speed <= 0
                ? OptionalLong.empty()
                : OptionalLong.of((long) (Math.max(0, expected.getAsLong() - read) / speed));
    }

    /** For bars, which have little room. */
    public String shortPhaseWord() {
        if (phase == null) {
            return "waiting";
        }
        return switch (phase) {
            case DISCOVER -> "looking";
            case SNAPSHOT -> "loading";
            case CHANGES -> "changes";
            case BACKFILL -> "new columns";
            case REFRESH -> "refreshing";
            case DELETES -> "deletes";
            case VERIFY -> "verify";
            case REPAIR -> "repair";
        };
    }

    public String phaseWord() {
        if (phase == null) {
            return "waiting";
        }
        return switch (phase) {
            case DISCOVER -> "looking at its properties";
            case SNAPSHOT -> "loading everything";
            case CHANGES -> "reading what changed";
            case BACKFILL -> "filling new columns";
            case REFRESH -> "refreshing calculated values";
            case DELETES -> "looking for deleted records";
            case VERIFY -> "comparing with HubSpot";
            case REPAIR -> "reading again what differs";
        };
    }
}
