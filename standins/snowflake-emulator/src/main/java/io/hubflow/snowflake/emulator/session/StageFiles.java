package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.storage.StageStorage;
import io.hubflow.snowflake.emulator.storage.StorageKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of all stages, and a count of the bytes that were ever put there. The driver copies files into a stage's directory by itself
 * after PUT was answered, so new files are noticed when a stage is next touched. Thread-safe.
 */
public final class StageFiles {
    private final Path root;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong puts = new AtomicLong();
    /** Path → version that was counted. */
    private final Map<Path, String> counted = new ConcurrentHashMap<>();

    private final StageStorage storage;

    /** @param kind where the driver puts files */
    public StageFiles(Path directory, StorageKind kind) {
        this.root = created(directory.resolve("stages"));
        this.storage = new StageStorage(kind, directory.resolve("objects"), root);
    }

    /** The storage behind the stages. */
    public StageStorage storage() {
        return storage;
    }

    /** A file below a stage. {@code path} is relative to the stage. */
    record StagedFile(Path file, String path, long bytes, long modifiedMillis) {
        String version() {
            return bytes + "@" + modifiedMillis;
        }
    }

    Path newDirectory() {
        return created(root.resolve("stage" + numbers.incrementAndGet()));
    }

    /** The directory that a PUT writes to; created, because the driver does not. */
    Path target(Stage stage, String path) {
        puts.incrementAndGet();
        files(stage, "", null);
        return created(stage.directory().resolve(path));
    }

    /** Files whose path begins with {@code prefix} and matches the pattern as a whole, by path. */
    List<StagedFile> files(Stage stage, String prefix, @Nullable String pattern) {
        Pattern regex = pattern == null ? null : Pattern.compile(pattern);
        return all(stage.directory()).stream()
                .map(file -> staged(stage, file))
                .flatMap(Stream::ofNullable)
                .peek(this::count)
                .filter(f -> f.path().startsWith(prefix))
                .filter(f -> regex == null || regex.matcher(f.path()).matches())
                .sorted(Comparator.comparing(StagedFile::path))
                .toList();
    }

    /** Files below a directory; one that another session removes in the meantime may be there or not. */
    private static List<Path> all(Path directory) {
        var all = new ArrayList<Path>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        all.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Could not list " + directory, e);
        }
        return all;
    }

    private static @Nullable StagedFile staged(Stage stage, Path file) {
        try {
            String path = stage.directory().relativize(file).toString().replace('\\', '/');
            return new StagedFile(
                    file,
                    path,
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis());
        } catch (NoSuchFileException e) {
            return null; // another session removed it between the listing and now
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + file, e);
        }
    }

    private void count(StagedFile file) {
        String before = counted.put(file.file(), file.version());
        if (!file.version().equals(before)) {
            bytes.addAndGet(file.bytes());
        }
    }

    void remove(StagedFile file) {
        try {
            storage.remove(file.file());
            Files.deleteIfExists(file.file());
            counted.remove(file.file());
        } catch (IOException e) {
            throw new UncheckedIOException("Could not remove " + file.file(), e);
        }
    }

    private static Path created(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not create " + directory, e);
        }
    }

    /** Bytes that arrived in the stages seen so far; call it after {@link #files} of the stage in question. */
    public long bytesStaged() {
        return bytes.get();
    }

    public long puts() {
        return puts.get();
    }

    public void resetCounters() {
        bytes.set(0);
        puts.set(0);
    }
}
