package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How much memory a few changed rows of a very wide table take, in a process of its own. */
@Tag("stress")
@EnabledOnOs(OS.LINUX)
class WideUpdateMemoryIT {
    private static final long BOUND_KILOBYTES = 450_000;

    @TempDir
    Path folder;

    @Test
    void fiftyChangedRowsOf1669ColumnsStayUnder450Megabytes() throws Exception {
        var file = folder.resolve("new.duckdb");
        assertThat(kilobytes(file, 1_669, 400, 1, 1)).isLessThan(BOUND_KILOBYTES);
        assertThat(kilobytes(file, 1_669, 50, 7, 2)).isLessThan(BOUND_KILOBYTES);
    }

    /** Its blocks are large, because its table was narrow when it was made. */
    @Test
    void soTheyDoInAFileWithTheUsualBlocks() throws Exception {
        var file = folder.resolve("existing.duckdb");
        kilobytes(file, 200, 400, 1, 1);
        kilobytes(file, 1_669, 400, 1, 2);
        assertThat(kilobytes(file, 1_669, 50, 7, 3)).isLessThan(BOUND_KILOBYTES);
    }

    private static long kilobytes(Path file, int columns, int rows, int step, int version)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                WideUpdate.class.getName(),
                file.toString()));
        for (var argument : List.of(columns, rows, step, version)) {
            command.add(argument.toString());
        }
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // As the launcher of the command sets it.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor()).isZero();
        return Long.parseLong(output.lines().toList().getLast());
    }
}
