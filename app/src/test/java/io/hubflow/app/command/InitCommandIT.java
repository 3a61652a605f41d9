package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.app.CommandContext;
import io.hubflow.app.Interruption;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to first rows, by flags and by answers. */
class InitCommandIT {
    private static final String TOKEN = "pat-na1-0123456789-init";

    private static Simulator hubSpot;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        hubSpot = Simulator.start(SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 20L, "deals", 10L))
                .withToken(TOKEN));
    }

    @AfterAll
    static void stop() {
        hubSpot.close();
    }

    @Test
    void flagsAloneLeadToFirstRows() throws IOException {
        var run = CommandLineRun.of(
                folder,
                Map.of("HUBSPOT_ACCESS_TOKEN", TOKEN),
                "init",
                "--base-url",
                hubSpot.url().toString(),
                "--objects",
                "contacts",
                "--to",
                "crm.duckdb",
                "--sync");

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).containsPattern("contacts +20\n");
        var file = Files.readString(folder.resolve("hubflow.yaml"));
        assertThat(file)
                .contains("object-types: [contacts]", "access-token: ${env:HUBSPOT_ACCESS_TOKEN}", "path: crm.duckdb")
                .doesNotContain(TOKEN);
        var count =
                CommandLineRun.of(folder, Map.of(), "query", "select count(*) as n from contacts", "--output", "csv");
        assertThat(count.out()).as(count.err()).isEqualTo("n\r\n20\r\n");
    }

    @Test
    void answersLeadToFirstRowsAndTheTokenStaysInItsFile() throws IOException {
        Files.writeString(folder.resolve("token.txt"), TOKEN + "\n");

        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var context = new CommandContext(
                Map.of("CI", "true"),
                folder,
                new ByteArrayInputStream("token.txt\ndeals\n\ny\n".getBytes(StandardCharsets.UTF_8)),
                out,
                err,
                true,
                InstantSource.system(),
                new Interruption());
        var code = Hubflow.run(context, "init", "--base-url", hubSpot.url().toString());

        assertThat(code).as("%s", err).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(
                        "Which file holds the HubSpot token",
                        "Which object types? (names, or all) [contacts,",
                        "Load now?");
        assertThat(Files.readString(folder.resolve("hubflow.yaml")))
                .contains(
                        "object-types: [deals]", "${file:" + folder.resolve("token.txt") + "}", "path: hubflow.duckdb")
                .doesNotContain(TOKEN);
        assertThat(folder.resolve("hubflow.duckdb")).exists();
    }

    @Test
    void anExistingFileIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("hubflow.yaml"), "object-types: [contacts]\n");

        var run = CommandLineRun.of(folder, Map.of("HUBSPOT_ACCESS_TOKEN", TOKEN), "init");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("already exists", "--force");
        assertThat(Files.readString(folder.resolve("hubflow.yaml"))).isEqualTo("object-types: [contacts]\n");
    }

    @Test
    void withoutATokenOrATerminalItSaysWhatIsMissing() {
        var run = CommandLineRun.of(folder, Map.of(), "init");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("There is no HubSpot token.", "--token-file");
        assertThat(folder.resolve("hubflow.yaml")).doesNotExist();
    }

    @Test
    void theFileForSnowflakeLeavesOnlyTheAccountAndTheKeyToFillIn() throws IOException {
        var run = CommandLineRun.of(
                folder,
                Map.of("HUBSPOT_ACCESS_TOKEN", TOKEN),
                "init",
                "--base-url",
                hubSpot.url().toString(),
                "--to",
                "snowflake");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Fill in the snowflake settings");
        var shown = CommandLineRun.of(folder, Map.of("HUBSPOT_ACCESS_TOKEN", TOKEN), "config", "show");
        assertThat(shown.err())
                .contains("3 problems", "account-identifier", "username", "private-key-file")
                .doesNotContain("nknown");
    }
}
