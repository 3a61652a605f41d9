package io.hubflow.engine.destination;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that only their owner may read, because they hold customers' data: databases and spools, whatever the umask of the process
 * is. Where a disk knows no such rights, files are made without them.
 */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> RIGHTS = PosixFilePermissions.fromString("rw-------");

    private OwnerOnly() {}

    /** To make a file with: nobody else can open it at any moment. A disk without such rights ignores them. */
    public static FileAttribute<?>[] attributes(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(RIGHTS)}
                : new FileAttribute<?>[0];
    }

    /**
     * For a file that is there already.
     *
     * @throws IOException where the rights cannot be changed, although the disk knows them
     */
    public static void restrict(Path file) throws IOException {
        if (knowsRights(file)) {
            Files.setPosixFilePermissions(file, RIGHTS);
        }
    }

    /** Whether the file's disk keeps rights; of a disk that is mounted in no place that this process sees, it is assumed. */
    public static boolean knowsRights(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        try {
            return Files.getFileStore(file).supportsFileAttributeView("posix");
        } catch (IOException notMounted) {
            return true; // a chroot whose root is not a mount point: "Mount point not found"
        }
    }
}
