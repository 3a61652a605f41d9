package io.hubflow.engine.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsMadeForItsOwnerAlone() throws IOException {
        var file = folder.resolve("rows");
        assumeTrue(OwnerOnly.knowsRights(folder), "this disk knows no such rights");

        Files.createFile(file, OwnerOnly.attributes(file));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatOthersReadIsTakenFromThem() throws IOException {
        var file = Files.createFile(folder.resolve("rows"));
        assumeTrue(OwnerOnly.knowsRights(file), "this disk knows no such rights");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        OwnerOnly.restrict(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whereThereAreNoSuchRightsFilesAreMadeAllTheSame() throws IOException {
        try (var zip = FileSystems.newFileSystem(folder.resolve("disk.zip"), Map.of("create", "true"))) {
            var file = zip.getPath("/rows");

            Files.createFile(file, OwnerOnly.attributes(file));
            OwnerOnly.restrict(file);

            assertThat(file).exists();
        }
    }
}
