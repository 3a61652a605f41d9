package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hubflow simulate}: a HubSpot stand-in that serves until it is stopped. */
@Command(
        name = "simulate",
        description = {
            "Starts a stand-in for the HubSpot API on 127.0.0.1, with records generated from a seed. Ctrl-C or"
                    + " SIGTERM stops it.",
            "",
            "When it is ready it prints one JSON line: {\"url\":...,\"token\":...,\"admin\":...}. The admin API"
                    + " changes records, injects faults, and returns the true records to compare tables with; GET <admin>"
                    + " lists its calls."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow simulate --port 8080 --records contacts=100000,companies=20000 --tier professional",
            "  hubflow simulate --latency list=250ms,search=450ms,batch=300ms --index-delay 1s..20s --short-pages 0.05",
            "  hubflow simulate --records contacts=6000 --traffic 7/s --seed 42",
            "",
            "Then, in another terminal:",
            "  hubflow sync --base-url http://127.0.0.1:8080 --token <the token it printed> --to try.duckdb"
        })
final class SimulateCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private SimulatorFlags flags = new SimulatorFlags();

    @Mixin
    private CommonFlags common = new CommonFlags();

    SimulateCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        common.sources(context);
        var options = flags.options();
        var stopped = new CountDownLatch(1);
        context.interruption().onSignal(stopped::countDown);
        try (var simulator = start(options)) {
            context.standIn().println(simulator.readyLine());
            context.standIn().flush();
            stopped.await();
        }
        return ExitCode.OK.number();
    }

    private static Simulator start(SimulatorOptions options) {
        try {
            return Simulator.start(options);
        } catch (IllegalArgumentException e) {
            throw SimulatorFlags.refused("", e);
        } catch (IOException e) {
            throw new ConnectorException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Port " + options.port() + " of 127.0.0.1 is not available (" + e.getMessage() + ").",
                    "The stand-in was not started.",
                    "Choose another with --port; 0 takes any free one.",
                    e);
        }
    }
}
