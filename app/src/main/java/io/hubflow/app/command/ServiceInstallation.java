package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.ServiceSettings;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code hubflow service install}: writes a {@link ServiceUnit} and says what to do with it. It starts nothing.
 *
 * @param user the system's user that runs the service; absent = the user who installs it, in a manager of their own
 */
record ServiceInstallation(CommandContext context, Path configuration, Optional<String> user) {
    private static final String UNIT = "hubflow.service";
    private static final Path SYSTEM_UNITS = Path.of("/etc/systemd/system");
    private static final Path SYSTEM_ENVIRONMENT = Path.of("/etc/hubflow/environment");

    ServiceUnit unit(@Nullable Path command) {
        if (!Files.isRegularFile(configuration)) {
            throw refused(
                    "There is no configuration file " + configuration + ".",
                    "Name one with --config; `hubflow config example` prints a template.");
        }
        return new ServiceUnit(
                command == null ? launcher() : context.workingDirectory().resolve(command),
                configuration,
                environmentFile(),
                user,
                ServiceSettings.LONGEST_STOP.toSeconds());
    }

    private Path launcher() {
        var launcher = context.environment().get("HUBFLOW_COMMAND");
        if (launcher == null) {
            throw refused(
                    "hubflow does not know which command started it.", "Name it with --command /path/to/hubflow.");
        }
        return Path.of(launcher);
    }

    private Path environmentFile() {
        return user.isPresent() ? SYSTEM_ENVIRONMENT : configurationHome().resolve("hubflow/environment");
    }

    private Path unitFile() {
        return (user.isPresent() ? SYSTEM_UNITS : configurationHome().resolve("systemd/user")).resolve(UNIT);
    }

    private Path configurationHome() {
        var home = context.environment().getOrDefault("HOME", "");
        var given = context.environment().getOrDefault("XDG_CONFIG_HOME", "");
        if (home.isEmpty() && given.isEmpty()) {
            throw refused("HOME is not set, so the place of your units is not known.", "Set it, or use --run-as.");
        }
        return given.isEmpty() ? Path.of(home, ".config") : Path.of(given);
    }

    /** Writes the unit; an existing one that hubflow did not write, or that was changed, is left alone unless it is the same. */
    int write(ServiceUnit unit) {
        var file = unitFile();
        try {
            if (Files.exists(file) && !Files.readString(file).equals(unit.text())) {
                throw refused(
                        "A different unit exists already: " + file + ".",
                        "Compare it with `hubflow service install --dry-run`, then remove it and run this command again.");
            }
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, unit.text());
        } catch (IOException e) {
            throw refused(
                    file + " cannot be written (" + e.getClass().getSimpleName() + ").",
                    user.isPresent()
                            ? "Run it as root, or leave out --run-as to install it for yourself."
                            : "Make the folder writable, or use --dry-run and write the file yourself.");
        }
        var manager = user.isPresent() ? "systemctl" : "systemctl --user";
        context.out().println("Wrote " + file + ". Next:");
        context.out().println("  write HUBSPOT_ACCESS_TOKEN=... into " + unit.environment() + " (chmod 600),");
        context.out().println("  " + manager + " daemon-reload");
        context.out().println("  " + manager + " enable --now hubflow");
        if (user.isEmpty()) {
            context.out().println("  loginctl enable-linger   # so that it runs while you are not logged in");
        }
        context.out().println("Its log: journalctl " + (user.isPresent() ? "-u" : "--user -u") + " hubflow");
        return ExitCode.OK.number();
    }

    private static ConnectorException refused(String what, String action) {
        return new ConnectorException(ErrorCode.CONFIGURATION_INVALID, what, "Nothing was installed.", action);
    }
}
