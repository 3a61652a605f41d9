package io.hubflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the README's tours, word by word, except for the ports and the folder. */
final class TourIT {
    private static final Pattern BLOCK = Pattern.compile("```sh ([a-z-]+)\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void everyCommandOfTheTourWorks() throws Exception {
        try (var simulator = Background.start(this, "background")) {
            var output = run("tour", 8, simulator);
            assertThat(output).contains("dealstage").contains("contacts").contains("succeeded");
        }
    }

    @Test
    @Tag("thorough")
    void everyCommandOfTheSnowflakeTourWorks() throws Exception {
        SnowflakeStandIn.fetchDriver();
        try (var simulator = Background.start(this, "background");
                var snowflake = Background.start(this, "snowflake-background")) {
            var output = run("snowflake", 10, simulator, snowflake);
            assertThat(output)
                    .contains("Everything is ready")
                    .contains("Warehouse: ")
                    .contains("up to date")
                    .contains("DEALSTAGE")
                    .contains("WAKE_UPS");
        }
    }

    /** The block's commands in one shell, as in a terminal; it stops at the first command that fails. */
    private String run(String block, int leastCommands, Background... running) throws Exception {
        var commands = commands(block);
        assertThat(commands).hasSizeGreaterThan(leastCommands);
        var script = "set -e\n" + String.join("\n", commands);
        for (var background : running) {
            script = script.replace(background.portInReadme(), background.port());
        }
        var errors = directory.resolve("errors.txt");
        var process = shell(script).redirectError(errors.toFile()).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(output + Files.readString(errors, StandardCharsets.UTF_8))
                .isZero();
        return output;
    }

    /** A stand-in that the README starts in another terminal, on a port of its own choice. */
    private record Background(Process process, String portInReadme, String port) implements AutoCloseable {
        private static final Pattern PORT = Pattern.compile("--port (\\d+)");

        static Background start(TourIT tour, String block) throws IOException {
            var commands = commands(block);
            assertThat(commands).hasSize(1);
            var matcher = PORT.matcher(commands.get(0));
            assertThat(matcher.find()).isTrue();
            var inReadme = matcher.group(1);
            var process = tour.shell("exec " + commands.get(0).replace("--port " + inReadme, "--port 0"))
                    .start();
            var line = process.inputReader().readLine();
            assertThat(line).contains("\"url\"");
            var url = URI.create(new ObjectMapper().readTree(line).path("url").asText());
            return new Background(process, inReadme, String.valueOf(url.getPort()));
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private ProcessBuilder shell(String script) {
        var launcher = Hubflow.launcher().toString();
        var builder = new ProcessBuilder("bash", "-c", script.replace("./hubflow ", "'" + launcher + "' "));
        builder.directory(directory.toFile());
        return builder;
    }

    private static List<String> commands(String kind) throws IOException {
        var readme = Files.readString(Hubflow.root().resolve("README.md"), StandardCharsets.UTF_8);
        var commands = new ArrayList<String>();
        var blocks = BLOCK.matcher(readme);
        while (blocks.find()) {
            if (blocks.group(1).equals(kind)) {
                commands.addAll(blocks.group(2).lines().toList());
            }
        }
        return commands;
    }
}
