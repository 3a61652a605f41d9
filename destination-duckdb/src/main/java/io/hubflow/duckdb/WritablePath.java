package io.hubflow.duckdb;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** What can be said about a file's path before DuckDB is asked, and said better. */
final class WritablePath {
    private static final Set<PosixFilePermission> WRITE =
            Set.of(PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /** As many as Linux follows (path_resolution(7)). */
    private static final int MOST_LINKS = 40;

    private WritablePath() {}

    /** @throws ConnectorException when no DuckDB file can be written at this path */
    static void require(Path path) {
        var folder = path.getParent();
        if (folder == null || Files.isDirectory(path)) {
            throw refused(
                    "The path " + path + " is a folder.",
                    "Name a file in it, such as " + path.resolve("hubspot.duckdb") + ".");
        }
        if (!Files.isDirectory(folder)) {
            throw refused("The folder " + folder + " does not exist.", "Make it, or name a file in another folder.");
        }
        if (markedReadOnly(folder) || (Files.exists(path) && markedReadOnly(path))) {
            throw DuckDbFailure.readOnly(path, null);
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw refused("The path " + path + " is not a regular file.", "Name another file.");
        }
    }

    /** Where a link leads whose target is not there yet: a new file has to be made there, and not in the place of the link. */
    static Path target(Path path) {
        var target = path;
        try {
            for (var links = 0; links < MOST_LINKS && Files.isSymbolicLink(target) && !Files.exists(target); links++) {
                target = target.resolveSibling(Files.readSymbolicLink(target)).normalize();
            }
            return target;
        } catch (IOException failure) {
            throw failure(path, failure);
        }
    }

    /** One name for a file, however the path to it was written. */
    static Path realName(Path path) {
        try {
            var folder = path.getParent();
            return Files.exists(path) || folder == null
                    ? path.toRealPath()
                    : folder.toRealPath().resolve(path.getFileName());
        } catch (IOException failure) {
            throw failure(path, failure);
        }
    }

    static ConnectorException failure(Path path, IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return DuckDbFailure.readOnly(path, failure);
        }
        var detail = String.valueOf(failure.getMessage());
        if (detail.contains("Read-only file system")) {
            return DuckDbFailure.readOnly(path, failure);
        }
        if (detail.contains("No space left") || detail.contains("quota") || detail.contains("File too large")) {
            return new ConnectorException(
                    ErrorCode.DESTINATION_FULL,
                    "The disk under " + path + " is full.",
                    "Nothing of this commit was written; what was committed before is unharmed.",
                    "Make room, then run the same command again: it goes on from the last checkpoint.",
                    failure);
        }
        return new ConnectorException(
                ErrorCode.DESTINATION_FAILED,
                "The disk under " + path + " answered: " + detail + ".",
                "Nothing of this commit was written; what was committed before is unharmed.",
                "Check the disk, then run again.",
                failure);
    }

    /** A file without any right to write was protected on purpose; that also holds for root, whom the system would let in. */
    private static boolean markedReadOnly(Path path) {
        if (!Files.isWritable(path)) {
            return true;
        }
        try {
            return Files.getPosixFilePermissions(path).stream().noneMatch(WRITE::contains);
        } catch (UnsupportedOperationException notPosix) {
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ConnectorException refused(String what, String action) {
        return new ConnectorException(ErrorCode.DESTINATION_REFUSED, what, "Nothing was written.", action);
    }
}
