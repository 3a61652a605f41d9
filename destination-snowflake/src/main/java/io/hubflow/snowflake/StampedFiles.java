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
 * What is known of tables between runs, a file a table. Each file says after which commit it was true; it counts only while the
 * warehouse names that very commit as its last one.
 */
final class StampedFiles {
    /** Reads what a file holds after the commit. */
    interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** Writes what a file holds after the commit. */
    interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private final Path directory;
    private final String destination;
    private final String prefix;

    /**
     * @param destination tells apart what several schemas keep in one directory
     * @param prefix of the files' names
     */
    StampedFiles(Path directory, String destination, String prefix) {
        this.directory = directory;
        this.destination = destination;
        this.prefix = prefix;
    }

    /** Absent when there is no file, or it does not say what was true after this commit. */
    <T> Optional<T> load(String table, long commits, Reader<T> reader) {
        var file = file(table);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return in.readLong() == commits ? Optional.of(reader.read(in)) : Optional.empty();
        } catch (EOFException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Spool.unusable(file, e);
        }
    }

    void save(String table, long commits, Writer writer) {
        try {
            var fresh = Files.createTempFile(directory, prefix + "-", ".tmp");
            try (var out = new DataOutputStream(new BufferedOutputStream(Spool.output(fresh)))) {
                out.writeLong(commits);
                writer.write(out);
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

    void delete(String table) {
        try {
            Files.deleteIfExists(file(table));
        } catch (IOException e) {
            throw Spool.unusable(directory, e);
        }
    }

    private Path file(String table) {
        var checksum = new CRC32();
        checksum.update((destination + "/" + table).getBytes(StandardCharsets.UTF_8));
        return directory.resolve("%s-%08x.bin".formatted(prefix, checksum.getValue()));
    }
}
