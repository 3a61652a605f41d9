package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The man pages of a release. */
class ManPagesTest {
    @TempDir
    Path folder;

    @Test
    void everyCommandThatHelpShowsHasAPage() throws IOException {
        var run = CommandLineRun.of(folder, Map.of(), "man-pages", "man1");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(folder.resolve("man1")).isDirectoryContaining("glob:**/hubflow.1");
        assertThat(names())
                .contains("hubflow-sync.1", "hubflow-config-example.1")
                .doesNotContain("hubflow-warm-up.1");
        assertThat(Files.readString(folder.resolve("man1/hubflow-sync.1")))
                .contains(".TH \"HUBFLOW-SYNC\"", ".SH SYNOPSIS", "\\-\\-objects", ".SH EXIT CODES")
                .doesNotContain("${", "@|", "%n");
    }

    @Test
    void theSameCommandMakesTheSameBytes() throws IOException {
        CommandLineRun.of(folder, Map.of(), "man-pages", "one");
        CommandLineRun.of(folder, Map.of(), "man-pages", "two");

        assertThat(Files.readString(folder.resolve("one/hubflow.1")))
                .isEqualTo(Files.readString(folder.resolve("two/hubflow.1")));
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder.resolve("man1"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
