package io.hubflow.snowflake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Finished files of one stage, and their sizes. Not thread-safe. */
final class StagedParts {
    private final List<Path> files = new ArrayList<>();
    private long plainBytes;
    private long compressedBytes;

    void add(SpoolFile file) {
        files.add(file.path());
        compressedBytes += file.bytes();
    }

    void addPlainBytes(long bytes) {
        plainBytes += bytes;
    }

    /** Takes over everything of {@code later}. */
    void join(StagedParts later) {
        files.addAll(later.files);
        plainBytes += later.plainBytes;
        compressedBytes += later.compressedBytes;
    }

    /** Moves the files into {@code target} under names that begin with {@code prefix}. */
    void moveTo(Path target, String prefix) {
        try {
            for (int i = 0; i < files.size(); i++) {
                var moved = target.resolve(prefix + "%05d.json.gz".formatted(i));
                files.set(i, Files.move(files.get(i), moved, StandardCopyOption.ATOMIC_MOVE));
            }
        } catch (IOException e) {
            throw Spool.unusable(target, e);
        }
    }

    void delete(Spool spool) {
        spool.shrank(compressedBytes);
        for (var file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw Spool.unusable(file, e);
            }
        }
    }

    List<Path> files() {
        return List.copyOf(files);
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    long plainBytes() {
        return plainBytes;
    }

    long compressedBytes() {
        return compressedBytes;
    }
}
