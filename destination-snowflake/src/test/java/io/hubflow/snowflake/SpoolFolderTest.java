package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFolderTest {
    @TempDir
    Path root;

    /** Another process that shares the directory: a command beside a service, for example. */
    static final class OtherProcess {
        private OtherProcess() {}

        /** @param args the directory, and the folder about which to say whether it is abandoned */
        public static void main(String[] args) throws IOException {
            System.out.println(SpoolFolder.isAbandoned(Path.of(args[1])) ? "abandoned" : "held");
            SpoolFolder.sweep(Path.of(args[0]));
        }

        static String says(Path root, Path folder) throws IOException, InterruptedException {
            var process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            OtherProcess.class.getName(),
                            root.toString(),
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said.strip();
        }
    }

    @Test
    void isHeldAgainstOtherProcessesAlsoAfterThisOneHasLookedForAbandonedOnes() throws Exception {
        try (var first = SpoolFolder.create(root)) {
            var rows = Files.writeString(first.path().resolve("00000.json.gz"), "rows");
            SpoolFolder.sweep(root);
            assertThat(SpoolFolder.isAbandoned(first.path())).isFalse();
            try (var second = SpoolFolder.create(root)) {
                SpoolFolder.sweep(root);
                assertThat(second.path()).exists();
            }

            assertThat(OtherProcess.says(root, first.path())).isEqualTo("held");
            assertThat(rows).exists();
        }
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void anotherProcessRemovesWhatIsNotHeld() throws Exception {
        var left = Files.createDirectories(root.resolve("spool-dead/stage-0"));
        Files.writeString(left.resolve("00000.json.gz"), "rest");
        Files.writeString(root.resolve("spool-dead/lock"), "");

        assertThat(OtherProcess.says(root, root.resolve("spool-dead"))).isEqualTo("abandoned");
        assertThat(root).isEmptyDirectory();
    }
}
