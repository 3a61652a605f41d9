package io.hubflow.duckdb;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that only their owner may read, because they hold customers' data: whatever the process's umask is. Where the file
 * system knows no such rights, nothing is done.
 */
final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    static void restrict(Path file) throws IOException {
        if (knowsRights(file)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }

    /** Makes an empty file with the rights that the other file has, unless there is one. */
    static void createLike(Path other, Path file) throws IOException {
        if (Files.exists(file) || !knowsRights(other)) {
            return;
        }
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(other));
        } catch (FileAlreadyExistsException raced) {
            // It is there, which is all that was wanted.
        }
    }

    static void deleteIfEmpty(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) == 0) {
            Files.deleteIfExists(file);
        }
    }

    private static boolean knowsRights(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView("posix");
    }
}
