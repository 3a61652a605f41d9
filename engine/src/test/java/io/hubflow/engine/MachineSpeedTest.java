package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubflow.engine.checkpoint.MachineRate;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.forecast.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class MachineSpeedTest {
    private static final Machine USUAL = Machine.usual(2);
    private static final MachineSpeed NEW = new MachineSpeed(Optional.empty(), 2);
    private static final Duration WORK = Duration.ofSeconds(20);
    private static final Duration LIMITS = Duration.ofSeconds(30);

    /** HubSpot's limits take 30 s; a machine takes the work by its cores. */
    private static Function<Machine, Duration> foreseen() {
        return machine -> {
            var slower = machine.nanosPerValue() / USUAL.nanosPerValue();
            var worked = Duration.ofMillis(Math.round(WORK.toMillis() * slower / machine.cores()));
            return worked.compareTo(LIMITS) > 0 ? worked : LIMITS;
        };
    }

    private static Duration usualTimes(double ratio) {
        return Duration.ofMillis(Math.round(USUAL.warmUp().plus(WORK).toMillis() * ratio));
    }

    @Test
    void withoutALargeRunTheMachineIsAsUsual() {
        assertThat(NEW.machine()).isEqualTo(USUAL);
        assertThat(MachineSpeed.stored(List.of(), 2).last()).isEmpty();
    }

    @Test
    void aRunThatHubSpotsLimitsDecidedTeachesProcessorTimeAlone() {
        var rate = NEW.learn(WORK, usualTimes(1.5), LIMITS, foreseen()).orElseThrow();

        assertThat(rate).isEqualTo(new MachineRate(1.5, 0));
        var machine = new MachineSpeed(Optional.of(rate), 2).machine();
        assertThat(machine.nanosPerValue()).isCloseTo(USUAL.nanosPerValue() * 1.5, within(0.001));
        assertThat(machine.cores()).isEqualTo(2);
    }

    @Test
    void aRunThatTheMachineHeldUpTeachesWithWhichCoresTheForecastWouldHaveBeenRight() {
        var made = Duration.ofSeconds(60);

        var rate = NEW.learn(WORK, usualTimes(2), made, foreseen()).orElseThrow();

        assertThat(rate.cores()).isCloseTo(40 / 60.0, within(0.01));
        var machine = new MachineSpeed(Optional.of(rate), 2).machine();
        assertThat(foreseen().apply(machine)).isCloseTo(made, Duration.ofSeconds(1));
    }

    @Test
    void aSmallRunAndASystemWithoutProcessorTimesTeachNothing() {
        assertThat(NEW.learn(Duration.ofMillis(1_900), usualTimes(1), LIMITS, foreseen()))
                .isEmpty();
        assertThat(NEW.learn(WORK, Duration.ZERO, LIMITS, foreseen())).isEmpty();
    }

    @Test
    void anUnbelievableRateIsBounded() {
        var machine = new MachineSpeed(Optional.of(new MachineRate(1_000, 64)), 2).machine();

        assertThat(machine).isEqualTo(USUAL.slower(8));
    }

    @Test
    void theRateOfTheLastLargeRunIsReadBesideTheRows() {
        var written = new Checkpoint(MachineRate.STREAM, 3, StateCodec.write(new MachineRate(1.25, 0.5)));

        assertThat(MachineSpeed.stored(List.of(written), 2).last()).contains(new MachineRate(1.25, 0.5));
    }
}
