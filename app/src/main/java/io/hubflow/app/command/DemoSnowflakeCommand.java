package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.demo.SnowflakeDemo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hubflow demo-snowflake}: the demonstration with the real Snowflake driver, without an account. */
@Command(
        name = "demo-snowflake",
        description = {
            "Shows the Snowflake destination at work without an account: a HubSpot stand-in, a Snowflake"
                    + " stand-in, and Snowflake's real driver. It loads records, changes some, loads again, compares every"
                    + " row and value, and reports the cost.",
            "",
            "It needs Snowflake's driver (99 MB): `make demo-snowflake` fetches it and then runs this command."
        },
        footer = {"", "Examples:", "  make demo-snowflake"})
final class DemoSnowflakeCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private CommonFlags common = new CommonFlags();

    DemoSnowflakeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        common.sources(context);
        context.interruption().tellBy(context.err()::println);
        context.interruption().interruptMe();
        try {
            var spool = Files.createTempDirectory("hubflow-demo-spool-");
            var outcome = new SnowflakeDemo(context, context.out(), spool).run();
            var code = ExitCode.of(outcome.report());
            return (code == ExitCode.OK && !outcome.verified() ? ExitCode.FAILED : code).number();
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory", e);
        }
    }
}
