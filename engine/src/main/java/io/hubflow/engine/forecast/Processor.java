package io.hubflow.engine.forecast;

/**
 * The cores of the machine: each piece of work takes the one that is free first. While the process is new, work takes longer,
 * until that has added up to its warm-up. Not thread-safe.
 */
final class Processor {
    /** Code that is not compiled yet takes several times as long as it does later. */
    private static final double COLD = 3;

    private final long[] freeAt;
    private final double speed;
    private double warmUpLeft;
    private long busy;

    Processor(Machine machine) {
        this.freeAt = new long[(int) Math.ceil(machine.cores())];
        this.speed = machine.cores() / freeAt.length;
        this.warmUpLeft = machine.warmUp().toNanos();
    }

    /** @return when work that is there now will be done */
    long finish(long now, double nanos) {
        var first = 0;
        for (var core = 1; core < freeAt.length; core++) {
            first = freeAt[core] < freeAt[first] ? core : first;
        }
        var cold = Math.min(warmUpLeft, nanos * COLD);
        warmUpLeft -= cold;
        var took = Math.round((nanos + cold) / speed);
        busy += took;
        freeAt[first] = Math.max(now, freeAt[first]) + took;
        return freeAt[first];
    }

    /** Of the average core. */
    long busyNanos() {
        return busy / freeAt.length;
    }
}
