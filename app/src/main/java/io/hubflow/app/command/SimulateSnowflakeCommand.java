package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.demo.SnowflakeStandIn;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubflow simulate-snowflake}: a Snowflake stand-in that serves until it is stopped. */
@Command(
        name = "simulate-snowflake",
        description = {
            "Starts a stand-in for a Snowflake account on 127.0.0.1 for Snowflake's real driver. Ctrl-C or"
                    + " SIGTERM stops it, and all its data is lost then.",
            "",
            "When it is ready it prints one JSON line: its URL, its account, users, roles, warehouse, database and schema."
        },
        footer = {"", "Examples:", "  hubflow simulate-snowflake --port 8085"})
final class SimulateSnowflakeCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(names = "--port", description = "The port on 127.0.0.1; 0, any free one, by default.")
    private int port;

    @Option(
            names = "--idle-blocker",
            paramLabel = "SECONDS",
            description =
                    "How long a transaction that blocks another may be silent before it is rolled back, as that of a"
                            + " killed loader is; 300, Snowflake's own, by default.")
    private long idleBlockerSeconds = SnowflakeStandIn.IDLE_BLOCKER.toSeconds();

    @Mixin
    private CommonFlags common = new CommonFlags();

    SimulateSnowflakeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        common.sources(context);
        var stopped = new CountDownLatch(1);
        context.interruption().onSignal(stopped::countDown);
        try (var emulator = SnowflakeStandIn.start(port, Duration.ofSeconds(idleBlockerSeconds))) {
            context.standIn().println(emulator.readyLine());
            context.standIn().flush();
            stopped.await();
        }
        return ExitCode.OK.number();
    }
}
