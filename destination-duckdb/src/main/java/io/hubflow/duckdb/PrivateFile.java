package io.hubflow.duckdb;

import io.hubflow.engine.destination.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The log beside a database: DuckDB makes it with the process's umask, so an empty one with the database's rights is put there. */
final class PrivateFile {
    private PrivateFile() {}

    /** Makes an empty file with the rights that the other file has, unless there is one. */
    static void createLike(Path other, Path file) throws IOException {
        if (Files.exists(file) || !OwnerOnly.knowsRights(other)) {
            return;
        }
        try {
            Files.createFile(file, OwnerOnly.attributes(file));
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
}
