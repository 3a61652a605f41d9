package io.hubflow.app.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A systemd unit that runs {@code hubflow serve} (man pages systemd.service, systemd.exec and systemd.unit, read 2026-11-28).
 *
 * @param command the launcher, absolute
 * @param configuration absolute
 * @param environment a file with the tokens; it need not exist
 * @param user the system's user that runs it; absent in a unit of a user's own manager
 * @param stopSeconds how long a run may take to end
 */
record ServiceUnit(Path command, Path configuration, Path environment, Optional<String> user, long stopSeconds) {
    /** Beyond the bound of the service itself, for closing what is open. */
    private static final int MORE_SECONDS = 15;

    String text() {
        var start = List.of(command.toString(), "serve", "--config", configuration.toString(), "--log-format", "json");
        return """
                # Written by `hubflow service install`.
                [Unit]
                Description=hubflow: HubSpot records into warehouse tables
                Wants=network-online.target
                After=network-online.target
                # It starts again and again: a portal that is down for a day needs no person.
                StartLimitIntervalSec=0

                [Service]
                Type=exec
                %sExecStart=%s
                WorkingDirectory=%s
                # NAME=value lines with the tokens, readable by this user alone.
                EnvironmentFile=-%s
                Restart=on-failure
                RestartSec=15
                # A wrong configuration (2), a refused token or right (3) and a second service on the same tables (4) need a person.
                RestartPreventExitStatus=2 3 4
                # A run ends after its present commit.
                KillSignal=SIGTERM
                TimeoutStopSec=%d
                UMask=0077
                NoNewPrivileges=true
                PrivateTmp=true
                ProtectSystem=full

                [Install]
                WantedBy=%s
                """.formatted(
                        user.map(name -> "User=" + name + "\n").orElse(""),
                        start.stream().map(ServiceUnit::word).collect(Collectors.joining(" ")),
                        path(Objects.requireNonNull(configuration.getParent())),
                        path(environment),
                        stopSeconds + MORE_SECONDS,
                        user.isPresent() ? "multi-user.target" : "default.target");
    }

    /** One word of a command line: quoted, and without specifiers and variables. */
    private static String word(String text) {
        var escaped = path(text).replace("$", "$$").replace("\\", "\\\\").replace("\"", "\\\"");
        return escaped.matches("[A-Za-z0-9_./:=@%+,-]+") ? escaped : "\"" + escaped + "\"";
    }

    private static String path(Object path) {
        return path.toString().replace("%", "%%");
    }
}
