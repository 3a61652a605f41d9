package io.hubflow.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.MachineRate;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamsTest {
    private static Checkpoint rate(long sequence, double ratio) {
        return new Checkpoint(MachineRate.STREAM, sequence, StateCodec.write(new MachineRate(ratio, 0)));
    }

    @Test
    void aStateIsReadOnceUntilAnotherIsCommitted() {
        var streams = Streams.of(List.of(rate(1, 1.5)));

        var first = streams.find(MachineRate.STREAM, MachineRate.class).orElseThrow();
        assertThat(streams.find(MachineRate.STREAM, MachineRate.class).orElseThrow())
                .isSameAs(first);
        streams.adopt(List.of(rate(2, 2)));

        assertThat(streams.find(MachineRate.STREAM, MachineRate.class)).contains(new MachineRate(2, 0));
    }

    @Test
    void aStreamWithoutACheckpointHasNoState() {
        assertThat(Streams.of(List.of()).find(MachineRate.STREAM, MachineRate.class))
                .isEmpty();
    }
}
