package io.hubflow.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Removes what a measurement wrote. */
final class Trees {
    private Trees() {}

    static void delete(Path root) throws IOException {
        empty(root);
        Files.delete(root);
    }

    /** Removes what is in a directory, and leaves the directory. */
    static void empty(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(root)) {
                    Files.delete(path);
                }
            }
        }
    }
}
