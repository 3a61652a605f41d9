package io.hubflow.duckdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The driver unpacks its native library, 60 MB, into the temporary folder at every start and removes it at a normal end
 * only. On Linux a loaded library needs no name any more, so it is removed at once and a killed process leaves nothing.
 */
final class UnpackedLibrary {
    private static final Path MAPPINGS = Path.of("/proc/self/maps");

    private UnpackedLibrary() {}

    /** Removes the library that this process has loaded; elsewhere than on Linux it does nothing. */
    static void unlink() {
        if (!Files.isReadable(MAPPINGS)) {
            return;
        }
        var folder = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        try (Stream<String> mappings = Files.lines(MAPPINGS)) {
            mappings.map(line -> line.substring(line.indexOf('/') < 0 ? line.length() : line.indexOf('/')))
                    .distinct()
                    .filter(path -> path.startsWith(folder + "/libduckdb_java") && path.endsWith(".so"))
                    .forEach(UnpackedLibrary::unlink);
        } catch (IOException | UncheckedIOException unreadable) {
            // Then the library stays until the process ends, as the driver means it to.
        }
    }

    private static void unlink(String path) {
        try {
            Files.deleteIfExists(Path.of(path));
        } catch (IOException notOurs) {
            // The same: the driver removes it at the end.
        }
    }
}
