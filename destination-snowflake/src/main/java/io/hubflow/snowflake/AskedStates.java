package io.hubflow.snowflake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * When this machine last asked for the state, and which it was: so that the question is metered as it is billed. Snowflake
 * answers the same text on unchanged data from its result cache for 24 hours after its last use (docs.snowflake.com
 * user-guide/querying-persisted-results). What another machine asked is not known here and counts as if the warehouse had
 * run. Guarded by the destination's lock.
 */
final class AskedStates {
    private static final Duration KEPT = Duration.ofHours(24);

    private final Path file;

    /** @param destination tells destinations apart that share a spool directory */
    AskedStates(Path directory, String destination) {
        var checksum = new CRC32();
        checksum.update(destination.getBytes(StandardCharsets.UTF_8));
        this.file = directory.resolve(String.format(Locale.ROOT, "asked-%08x.txt", checksum.getValue()));
    }

    /** Whether the result cache had the answer; notes that it has it from now on. */
    boolean hadAnswer(long commits, Instant now) {
        try {
            var before = Files.exists(file) ? Files.readString(file).strip() : "";
            var words = before.split(" ");
            boolean cached = words.length == 2
                    && words[0].equals(Long.toString(commits))
                    && now.isBefore(Instant.parse(words[1]).plus(KEPT));
            var fresh = Files.createTempFile(file.getParent(), "asked-", ".tmp");
            try (var out = Spool.output(fresh)) {
                out.write((commits + " " + now).getBytes(StandardCharsets.UTF_8));
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return cached;
        } catch (java.time.format.DateTimeParseException e) {
            return false;
        } catch (IOException e) {
            throw Spool.unusable(file, e);
        }
    }
}
