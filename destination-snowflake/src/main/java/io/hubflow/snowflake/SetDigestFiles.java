package io.hubflow.snowflake;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Digests of sets between runs, a file a table, as {@link DigestFiles} keeps those of rows. Losing the files costs nothing but
 * sending sets that did not change.
 */
final class SetDigestFiles {
    private final Path directory;
    private final String destination;

    SetDigestFiles(Path directory, String destination) {
        this.directory = directory;
        this.destination = destination;
    }

    /** @param tableRows how many rows the table had; −1 when that is not known */
    record Stored(SetDigests digests, KnownDepartures departures, long tableRows) {}

    /** Absent when the file does not say what was true after this commit. */
    Optional<Stored> load(String table, long commits) {
        var file = file(table);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readLong() != commits) {
                return Optional.empty();
            }
            var tableRows = in.readLong();
            int size = in.readInt();
            var digests = new SetDigests.Builder();
            for (int i = 0; i < size; i++) {
                digests.add(in.readLong(), in.readLong(), in.readLong());
            }
            return Optional.of(new Stored(digests.build(), departures(in), tableRows));
        } catch (EOFException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Spool.unusable(file, e);
        }
    }

    private static KnownDepartures departures(DataInputStream in) throws IOException {
        var departures = new KnownDepartures();
        for (int columns = in.readInt(); columns > 0; columns--) {
            var column = in.readUTF();
            for (int ids = in.readInt(); ids > 0; ids--) {
                departures.add(column, in.readLong());
            }
        }
        return departures;
    }

    void save(String table, long commits, Stored known) {
        try {
            var fresh = Files.createTempFile(directory, "digests-", ".tmp");
            try (var out = new DataOutputStream(new BufferedOutputStream(Spool.output(fresh)))) {
                out.writeLong(commits);
                out.writeLong(known.tableRows());
                out.writeInt(known.digests().size());
                known.digests().forEach((owner, hash, readAt) -> write(out, owner, hash, readAt));
                var departed = known.departures().byColumn();
                out.writeInt(departed.size());
                for (var column : departed.entrySet()) {
                    out.writeUTF(column.getKey());
                    out.writeInt(column.getValue().size());
                    for (long id : column.getValue()) {
                        out.writeLong(id);
                    }
                }
            }
            Files.move(fresh, file(table), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Spool.unusable(directory, e);
        }
    }

    /** The table has not changed between these commits. What was true after another commit than the first stays as it is. */
    void confirm(String table, long before, long commits) {
        if (!Files.exists(file(table))) {
            return;
        }
        try (var file = new RandomAccessFile(file(table).toFile(), "rw")) {
            if (file.length() >= Long.BYTES && file.readLong() == before) {
                file.seek(0);
                file.writeLong(commits);
            }
        } catch (IOException e) {
            throw Spool.unusable(directory, e);
        }
    }

    private void write(DataOutputStream out, long owner, long hash, long readAt) {
        try {
            out.writeLong(owner);
            out.writeLong(hash);
            out.writeLong(readAt);
        } catch (IOException e) {
            throw Spool.unusable(directory, e);
        }
    }

    private Path file(String table) {
        var checksum = new CRC32();
        checksum.update((destination + "/" + table).getBytes(StandardCharsets.UTF_8));
        return directory.resolve("digests-sets-%08x.bin".formatted(checksum.getValue()));
    }
}
