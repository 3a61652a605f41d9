package io.hubflow.snowflake;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubflow.engine.destination.Checkpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.zip.CRC32;

/**
 * Checkpoints that cover no rows, kept in a local file until there are rows to write them with, so that a portal where
 * nothing happens wakes no warehouse.
 *
 * <p>Only a help: each names the stored sequence that it follows, and counts for nothing once the warehouse holds another
 * one. Losing the file means that an empty window is read again. Guarded by the destination's lock.
 */
final class DeferredCheckpoints {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param base the sequence that the warehouse held then */
    private record Held(long base, Checkpoint checkpoint, Instant since) {}

    private final Path file;
    private final Map<String, Held> held = new LinkedHashMap<>();

    private DeferredCheckpoints(Path file) {
        this.file = file;
    }

    /** @param destination tells destinations apart that share a spool directory */
    static DeferredCheckpoints open(Path directory, String destination) {
        var checksum = new CRC32();
        checksum.update(destination.getBytes(StandardCharsets.UTF_8));
        var deferred = new DeferredCheckpoints(directory.resolve("held-%08x.json".formatted(checksum.getValue())));
        deferred.load();
        return deferred;
    }

    private void load() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (var entry : JSON.readTree(Files.readString(file))) {
                var stream = entry.path("stream").asText();
                held.put(
                        stream,
                        new Held(
                                entry.path("base").asLong(),
                                new Checkpoint(
                                        stream,
                                        entry.path("sequence").asLong(),
                                        entry.path("state").asText()),
                                Instant.ofEpochMilli(entry.path("since").asLong())));
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            held.clear();
        } catch (IOException e) {
            throw Spool.unusable(file, e);
        }
    }

    /** The newest checkpoint of the stream, unless the warehouse moved on since. */
    Optional<Checkpoint> find(String stream, long storedSequence) {
        var found = held.get(stream);
        return found != null && found.base() == storedSequence ? Optional.of(found.checkpoint()) : Optional.empty();
    }

    /** Every checkpoint that still follows what the warehouse holds. */
    List<Checkpoint> valid(StoredState state) {
        return held.values().stream()
                .filter(h -> h.base() == state.sequence(h.checkpoint().stream()))
                .map(Held::checkpoint)
                .toList();
    }

    /**
     * In words, the checkpoints that follow neither what is stored nor what waits; empty when all are in order.
     *
     * @param stored the sequence that the warehouse holds of a stream; 0 when it holds none
     */
    String misplaced(List<Checkpoint> checkpoints, ToLongFunction<String> stored) {
        var words = new ArrayList<String>();
        for (var checkpoint : checkpoints) {
            long base = stored.applyAsLong(checkpoint.stream());
            long newest =
                    find(checkpoint.stream(), base).map(Checkpoint::sequence).orElse(base);
            if (checkpoint.sequence() != newest + 1) {
                words.add(checkpoint.stream() + " is at checkpoint " + newest + ", not " + (checkpoint.sequence() - 1));
            }
        }
        return String.join(", ", words);
    }

    void add(long base, Checkpoint checkpoint, Instant now) {
        var earlier = held.get(checkpoint.stream());
        var since = earlier != null && earlier.base() == base ? earlier.since() : now;
        held.put(checkpoint.stream(), new Held(base, checkpoint, since));
        save();
    }

    /** Since when the oldest checkpoint waits. */
    Optional<Instant> oldest() {
        return held.values().stream().map(Held::since).min(Instant::compareTo);
    }

    void remove(List<Checkpoint> written) {
        boolean changed = false;
        for (var checkpoint : written) {
            changed |= held.remove(checkpoint.stream()) != null;
        }
        if (changed) {
            save();
        }
    }

    private void save() {
        var list = JSON.createArrayNode();
        for (var entry : held.values()) {
            list.addObject()
                    .put("stream", entry.checkpoint().stream())
                    .put("base", entry.base())
                    .put("sequence", entry.checkpoint().sequence())
                    .put("state", entry.checkpoint().state())
                    .put("since", entry.since().toEpochMilli());
        }
        try {
            var fresh = Files.createTempFile(file.getParent(), "held-", ".tmp");
            try (var out = Spool.output(fresh)) {
                out.write(list.toString().getBytes(StandardCharsets.UTF_8));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Spool.unusable(file, e);
        }
    }
}
