package io.hubflow.engine;

import io.hubflow.engine.checkpoint.MachineRate;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.forecast.Machine;
import io.hubflow.hubspot.HubSpotClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How fast this machine is: as usual, corrected by what the last large run measured. Processor time tells how much work a value
 * is; where a run took longer than HubSpot's limits explain, its duration tells how many cores it had for itself.
 *
 * @param cores that are there for a run
 */
record MachineSpeed(Optional<MachineRate> last, double cores) {
    /** Less work than this is mostly the start of the process, which says nothing of values. */
    private static final Duration TELLING = Duration.ofSeconds(2);

    /** A run that took so much longer than foreseen was held up by the machine. */
    private static final double LONGER = 1.1;

    /** Halvings of an interval of cores: more make no difference to a forecast. */
    private static final int HALVINGS = 10;

    private static final double FEWEST_CORES = 0.25;

    /**
     * A stand-in on this machine takes about as much of its processor to write answers as they take to be read: half of the cores
     * are not there then.
     */
    static double cores(HubSpotClient client) {
        double all = Runtime.getRuntime().availableProcessors();
        return client.isOnThisMachine() ? all / 2 : all;
    }

    static MachineSpeed stored(List<Checkpoint> checkpoints, double cores) {
        var last = checkpoints.stream()
                .filter(checkpoint -> checkpoint.stream().equals(MachineRate.STREAM))
                .findFirst()
                .map(checkpoint -> StateCodec.read(MachineRate.STREAM, checkpoint.state(), MachineRate.class));
        return new MachineSpeed(last, cores);
    }

    Machine machine() {
        var usual = Machine.usual(cores);
        return last.map(rate -> {
                    var slower = rate.processorRatio() > 0 ? usual.slower(rate.processorRatio()) : usual;
                    return rate.cores() > 0 ? slower.withCores(Math.min(cores, rate.cores())) : slower;
                })
                .orElse(usual);
    }

    /**
     * What a run teaches.
     *
     * @param usual processor time for the records that it read, without the start of the process
     * @param processor time that it took
     * @param made its duration
     * @param foreseen the duration that a machine would have taken
     * @return empty when it read too little to tell
     */
    Optional<MachineRate> learn(
            Duration usual, Duration processor, Duration made, Function<Machine, Duration> foreseen) {
        if (usual.compareTo(TELLING) < 0 || processor.isZero()) {
            return Optional.empty();
        }
        var whole = Machine.usual(cores).warmUp().plus(usual);
        var ratio = processor.toNanos() / (double) whole.toNanos();
        var machine = Machine.usual(cores).slower(ratio);
        var isHeldUp = made.toNanos() > foreseen.apply(machine).toNanos() * LONGER;
        return Optional.of(new MachineRate(ratio, isHeldUp ? cores(machine, made, foreseen) : 0));
    }

    /** With how many cores the forecast is what the run took. */
    private double cores(Machine machine, Duration made, Function<Machine, Duration> foreseen) {
        var few = FEWEST_CORES;
        var many = cores;
        for (var halving = 0; halving < HALVINGS; halving++) {
            var middle = (few + many) / 2;
            if (foreseen.apply(machine.withCores(middle)).compareTo(made) > 0) {
                few = middle;
            } else {
                many = middle;
            }
        }
        return many;
    }
}
