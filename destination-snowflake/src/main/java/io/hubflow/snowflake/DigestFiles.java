package io.hubflow.snowflake;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Digests of tables between runs, a file a table. Each says after which commit it was true; it counts only while the
 * warehouse names that very commit as its last one. Losing the files costs nothing but sending rows that did not change.
 */
final class DigestFiles {
    private static final String PREFIX = "rows";

    /** Files of an older form, without the records' creation times. */
    private static final String FORMER = "digests";

    private final Path directory;
    private final String destination;

    DigestFiles(Path directory, String destination) {
        this.directory = directory;
        this.destination = destination;
    }

    Optional<RowDigests> load(String table, long commits) {
        var file = file(table);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readLong() != commits) {
                return Optional.empty();
            }
            int rows = in.readInt();
            var digests = new RowDigests(rows);
            for (int i = 0; i < rows; i++) {
                digests.put(in.readLong(), new RowDigest(in.readLong(), in.readLong()));
            }
            return Optional.of(digests);
        } catch (java.io.EOFException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Spool.unusable(file, e);
        }
    }

    void save(String table, long commits, DigestList digests) {
        try {
            var fresh = Files.createTempFile(directory, "digests-", ".tmp");
            try (var out = new DataOutputStream(new BufferedOutputStream(Spool.output(fresh)))) {
                out.writeLong(commits);
                out.writeInt(digests.rows());
                for (int i = 0; i < digests.rows(); i++) {
                    out.writeLong(digests.id(i));
                    out.writeLong(digests.digest(i).hash());
                    out.writeLong(digests.digest(i).createdAtMillis());
                }
            }
            Files.move(fresh, file(table), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(file(FORMER, table));
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

    private Path file(String table) {
        return file(PREFIX, table);
    }

    private Path file(String prefix, String table) {
        var checksum = new CRC32();
        checksum.update((destination + "/" + table).getBytes(StandardCharsets.UTF_8));
        return directory.resolve("%s-%08x.bin".formatted(prefix, checksum.getValue()));
    }
}
