package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the README's tour, word by word, except for the port and the folder. */
final class TourIT {
    private static final Pattern BLOCK = Pattern.compile("```sh (tour|background)\\n(.*?)```", Pattern.DOTALL);
    private static final String PORT_IN_README = "8180";

    @TempDir
    Path directory;

    @Test
    void everyCommandOfTheTourWorks() throws Exception {
        var readme = Files.readString(Hubflow.root().resolve("README.md"), StandardCharsets.UTF_8);
        var background = commands(readme, "background");
        var tour = commands(readme, "tour");
        assertThat(background).hasSize(1);
        assertThat(tour).hasSizeGreaterThan(8);
        var port = String.valueOf(freePort());
        var simulator =
                shell("exec " + background.get(0).replace(PORT_IN_README, port)).start();
        try {
            assertThat(simulator.inputReader().readLine()).contains("\"url\"");
            // One shell for the whole tour, as in a terminal; it stops at the first command that fails.
            var script = "set -e\n" + String.join("\n", tour).replace(PORT_IN_README, port);
            var errors = directory.resolve("errors.txt");
            var process = shell(script).redirectError(errors.toFile()).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as(output + Files.readString(errors, StandardCharsets.UTF_8))
                    .isZero();
            assertThat(output).contains("dealstage").contains("contacts").contains("succeeded");
        } finally {
            simulator.destroy();
            simulator.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private ProcessBuilder shell(String script) {
        var launcher = Hubflow.launcher().toString();
        var builder = new ProcessBuilder("bash", "-c", script.replace("./hubflow ", "'" + launcher + "' "));
        builder.directory(directory.toFile());
        return builder;
    }

    private static List<String> commands(String readme, String kind) {
        var commands = new ArrayList<String>();
        var blocks = BLOCK.matcher(readme);
        while (blocks.find()) {
            if (blocks.group(1).equals(kind)) {
                commands.addAll(blocks.group(2).lines().toList());
            }
        }
        return commands;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
