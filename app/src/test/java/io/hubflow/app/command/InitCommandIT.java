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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

        var run = answering("token.txt\ndeals\n\ny\n");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains(
                        "HubSpot token (it is not shown)",
                        "Which object types? (names, or all) [contacts,",
                        "Load now?");
        assertThat(Files.readString(folder.resolve("hubflow.yaml")))
                .contains(
                        "object-types: [deals]", "${file:" + folder.resolve("token.txt") + "}", "path: hubflow.duckdb")
                .doesNotContain(TOKEN);
        assertThat(folder.resolve("hubflow.duckdb")).exists();
    }

    @Test
    void aTokenThatIsTypedIsKeptInAFileThatOnlyItsOwnerReads() throws IOException {
        var run = answering(TOKEN + "\ndeals\n\ny\n");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out() + run.err()).doesNotContain(TOKEN).contains("hubspot-token, which only you can read");
        var token = folder.resolve("hubspot-token");
        assertThat(token).hasContent(TOKEN + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(folder.resolve("hubflow.yaml")))
                .contains("access-token: ${file:hubspot-token}")
                .doesNotContain(TOKEN);
        var again = CommandLineRun.of(folder, Map.of(), "sync");
        assertThat(again.code()).as(again.err()).isZero();
    }

    @Test
    void anAnswerThatCannotBeRightIsAskedForAgain() throws IOException {
        var run = answering("token.txt\n" + TOKEN + "\ncontcts\ncontacts\nbigquery\ncrm.duckdb\nn\n");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("There is no file " + folder.resolve("token.txt"), "Did you mean contacts", "\"bigquery\"");
        assertThat(Files.readString(folder.resolve("hubflow.yaml")))
                .contains("object-types: [contacts]", "path: crm.duckdb");
    }

    @Test
    void aTokenThatHubSpotRefusesLeavesNothingBehind() throws IOException {
        var run = answering("pat-na1-0123456789-other\n");

        assertThat(run.code()).as(run.err()).isEqualTo(3);
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--objects, contcts, Did you mean contacts",
        "--to, bigquery, a service that hubflow does not write to",
        "--to, md:a b, names no MotherDuck database",
        "--to, missing/crm.duckdb, cannot be written"
    })
    void aFlagThatCannotBeRightIsRefusedBeforeAnythingIsWritten(String flag, String value, String sentence) {
        var run = CommandLineRun.of(
                folder,
                Map.of("HUBSPOT_ACCESS_TOKEN", TOKEN),
                "init",
                "--base-url",
                hubSpot.url().toString(),
                flag,
                value);

        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(sentence);
        assertThat(folder.resolve("hubflow.yaml")).doesNotExist();
    }

    @Test
    void aDatabaseOfMotherDuckGetsAFileWithAReferenceToItsToken() throws IOException {
        var run = CommandLineRun.of(
                folder,
                Map.of("HUBSPOT_ACCESS_TOKEN", TOKEN),
                "init",
                "--base-url",
                hubSpot.url().toString(),
                "--to",
                "md:crm",
                "--yes");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Set MOTHERDUCK_TOKEN");
        assertThat(Files.readString(folder.resolve("hubflow.yaml")))
                .contains("destination: motherduck", "database: crm", "token: ${env:MOTHERDUCK_TOKEN}");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("hubflow.yaml"));
        }
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

    /** {@code hubflow init} at a terminal, with these answers. */
    private CommandLineRun answering(String answers) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var context = new CommandContext(
                Map.of("CI", "true"),
                folder,
                new ByteArrayInputStream(answers.getBytes(StandardCharsets.UTF_8)),
                out,
                err,
                true,
                InstantSource.system(),
                new Interruption());
        var code = Hubflow.run(context, "init", "--base-url", hubSpot.url().toString());
        return new CommandLineRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
