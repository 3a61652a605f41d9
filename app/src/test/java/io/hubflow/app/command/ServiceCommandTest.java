package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hubflow service install}. */
class ServiceCommandTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("hubflow.yaml"), "object-types: [contacts]\n");
        environment.put("HUBSPOT_ACCESS_TOKEN", "secret-token-1");
        environment.put("HUBFLOW_COMMAND", "/opt/hub flow/50%/hubflow");
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    }

    private CommandLineRun hubflow(String... arguments) {
        return CommandLineRun.of(folder, environment, arguments);
    }

    @Test
    void dryRunPrintsAUnitWithoutSecretsAndWritesNothing() {
        var run = hubflow("service", "install", "--dry-run");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("ExecStart=\"/opt/hub flow/50%%/hubflow\" serve --config " + folder.resolve("hubflow.yaml"))
                .contains("--log-format json\n", "WorkingDirectory=" + folder, "WantedBy=default.target")
                .contains("EnvironmentFile=-" + folder.resolve("config/hubflow/environment"))
                .doesNotContain("secret-token-1", "User=");
        assertThat(folder.resolve("config")).doesNotExist();
    }

    @Test
    void aUnitOfTheMachineRunsAsTheUserThatIsNamed() {
        assertThat(hubflow("service", "install", "--dry-run", "--run-as", "hubflow")
                        .out())
                .contains("User=hubflow\n", "WantedBy=multi-user.target", "EnvironmentFile=-/etc/hubflow/environment");
        assertThat(hubflow("service", "install", "--dry-run", "--run-as", "a\nExecStartPre=/bin/sh")
                        .err())
                .contains("--run-as is not the name of a user");
    }

    @Test
    void writesTheUnitSaysWhatIsNextAndReplacesNoOther() throws IOException {
        var unit = folder.resolve("config/systemd/user/hubflow.service");

        var run = hubflow("service", "install");

        assertThat(run.out()).contains("Wrote " + unit, "systemctl --user enable --now hubflow", "enable-linger");
        assertThat(Files.readString(unit))
                .isEqualTo(hubflow("service", "install", "--dry-run").out());
        assertThat(hubflow("service", "install").code()).isZero();

        Files.writeString(unit, "[Service]\n");
        var other = hubflow("service", "install");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .contains("A different unit exists already: " + unit, "Nothing was installed.", "What to do:");
        assertThat(Files.readString(unit)).isEqualTo("[Service]\n");
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(hubflow("service", "install", "--config", "none.yaml").err())
                .contains("There is no configuration file", "--config");
        environment.remove("HUBFLOW_COMMAND");
        assertThat(hubflow("service", "install", "--dry-run").err()).contains("--command /path/to/hubflow");
        assertThat(hubflow("service", "uninstall").err()).contains("Unknown action");
    }

    @Test
    void systemdUnderstandsTheUnit() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze here");
        var launcher = Files.createFile(folder.resolve("hub flow $HOME"));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        environment.put("HUBFLOW_COMMAND", launcher.toString());
        hubflow("service", "install");
        var process = new ProcessBuilder(
                        "/usr/bin/systemd-analyze",
                        "verify",
                        "--user",
                        "--man=no",
                        folder.resolve("config/systemd/user/hubflow.service").toString())
                .redirectErrorStream(true)
                .start();

        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Without a user's session it warns of other things.
        assertThat(said.lines().filter(line -> line.contains("hubflow"))).isEmpty();
        process.waitFor();
    }
}
