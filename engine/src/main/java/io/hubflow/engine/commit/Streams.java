package io.hubflow.engine.commit;

import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The checkpoints of a destination as this run knows them, with their sequence numbers. Thread-safe. */
public final class Streams {
    private final Map<String, Checkpoint> newest = new ConcurrentHashMap<>();
    private final Map<String, ReadState> read = new ConcurrentHashMap<>();

    /** A state as it was read from a checkpoint: definitions of hundreds of properties are asked for several times a run. */
    private record ReadState(Checkpoint checkpoint, Object state) {}

    public static Streams of(List<Checkpoint> loaded) {
        var streams = new Streams();
        streams.adopt(loaded);
        return streams;
    }

    public Optional<String> find(String stream) {
        return Optional.ofNullable(newest.get(stream)).map(Checkpoint::state);
    }

    /**
     * The state of a stream that {@link StateCodec} wrote, read once until another is committed. States are immutable.
     *
     * @throws io.hubflow.error.ConnectorException as {@link StateCodec#read}
     */
    public <T> Optional<T> find(String stream, Class<T> type) {
        var checkpoint = newest.get(stream);
        if (checkpoint == null) {
            return Optional.empty();
        }
        var before = read.get(stream);
        if (before != null && before.checkpoint() == checkpoint && type.isInstance(before.state())) {
            return Optional.of(type.cast(before.state()));
        }
        var state = StateCodec.read(stream, checkpoint.state(), type);
        read.put(stream, new ReadState(checkpoint, state));
        return Optional.of(state);
    }

    /** The states of the streams with these names. */
    public Map<String, String> findAll(Predicate<String> names) {
        var states = new HashMap<String, String>();
        newest.forEach((stream, checkpoint) -> {
            if (names.test(stream)) {
                states.put(stream, checkpoint.state());
            }
        });
        return states;
    }

    /** The newest checkpoint of every stream. */
    public List<Checkpoint> all() {
        return List.copyOf(newest.values());
    }

    /** The checkpoint that would follow the newest one. */
    public Checkpoint next(String stream, String state) {
        var known = newest.get(stream);
        return new Checkpoint(stream, known == null ? 1 : known.sequence() + 1, state);
    }

    /** They have been committed. */
    public void adopt(List<Checkpoint> committed) {
        committed.forEach(checkpoint -> {
            newest.put(checkpoint.stream(), checkpoint);
            read.remove(checkpoint.stream());
        });
    }
}
