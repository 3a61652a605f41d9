package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.TextTable;
import io.hubflow.snowflake.CreditForecast;
import io.hubflow.snowflake.CreditForecast.WarehouseSize;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hubflow plan --to snowflake}: what a flush interval costs, before it is chosen. */
@Command(
        name = "plan",
        description = {
            "Forecasts what keeping Snowflake up to date costs in warehouse credits a day. It connects to nothing.",
            "",
            "A warehouse is billed by the second while it runs, at least 60 seconds each time it starts, and runs on for its"
                    + " AUTO_SUSPEND after the last statement. So each flush holds it for max(60 s, work + AUTO_SUSPEND), or"
                    + " until the next flush; an XSMALL takes 1 credit an hour, each size twice the one before. A flush that"
                    + " finds no change sends no statement and costs nothing."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow plan --to snowflake",
            "  hubflow plan --to snowflake --flush-interval 15m --busy-share 0.4 --output json"
        })
final class PlanCommand implements Callable<Integer>, Reports {
    private static final List<Duration> USUAL =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1));

    private final CommandContext context;

    @Spec
    private picocli.CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    @Option(names = "--to", required = true, paramLabel = "snowflake", description = "The destination to plan for.")
    private String to = "";

    @Option(
            names = "--flush-interval",
            paramLabel = "DURATION",
            description = "How long changes are gathered, such as 5m.")
    private @org.jspecify.annotations.Nullable String flushInterval;

    @Option(
            names = "--work",
            paramLabel = "DURATION",
            description = "How long one flush's statements run; ${DEFAULT-VALUE}"
                    + " by default. _HUBFLOW_RUNS tells it once runs have been made.")
    private String work = "5s";

    @Option(
            names = "--auto-suspend",
            paramLabel = "DURATION",
            description = "The warehouse's AUTO_SUSPEND; ${DEFAULT-VALUE}" + " by default.")
    private String autoSuspend = "60s";

    @Option(
            names = "--busy-share",
            paramLabel = "0..1",
            description = "Part of all intervals in which something changes in HubSpot; ${DEFAULT-VALUE} by default.")
    private double busyShare = 1;

    @Option(
            names = "--warehouse-size",
            description = "XSMALL, SMALL, MEDIUM, LARGE or XLARGE; ${DEFAULT-VALUE} by default.")
    private WarehouseSize size = WarehouseSize.XSMALL;

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private CommonFlags common = new CommonFlags();

    PlanCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        common.sources(context);
        if (!to.equals("snowflake")) {
            throw refused("--to " + to + " costs no credits; plan knows --to snowflake");
        }
        if (busyShare < 0 || busyShare > 1) {
            throw refused("--busy-share " + busyShare + " is not between 0 and 1");
        }
        var intervals = flushInterval == null ? USUAL : List.of(duration("--flush-interval", flushInterval));
        var table = new TextTable(List.of("flush every", "flushes a day", "warehouse held a day", "credits a day"));
        var json = Json.object();
        var forecasts = json.putArray("forecasts");
        for (var interval : intervals) {
            var forecast = CreditForecast.of(
                    interval, duration("--work", work), duration("--auto-suspend", autoSuspend), busyShare, size);
            table.row(
                    shown(interval),
                    number(forecast.flushesPerDay()),
                    shown(Duration.ofSeconds(Math.round(forecast.heldSecondsPerDay()))),
                    number(forecast.creditsPerDay()));
            forecasts
                    .addObject()
                    .put("flush_interval_seconds", interval.toSeconds())
                    .put("flushes_per_day", forecast.flushesPerDay())
                    .put("warehouse_seconds_per_day", forecast.heldSecondsPerDay())
                    .put("credits_per_day", forecast.creditsPerDay());
        }
        if (json()) {
            context.out().println(Json.write(json));
        } else {
            context.out().print(table.render());
        }
        return ExitCode.OK.number();
    }

    private Duration duration(String flag, String text) {
        var amount = text.strip().toLowerCase(Locale.ROOT);
        if (amount.matches("\\d{1,7}[smhd]")) {
            var duration = Duration.parse((amount.endsWith("d") ? "P" : "PT") + amount.toUpperCase(Locale.ROOT));
            if (!duration.isZero()) {
                return duration;
            }
        }
        throw refused(flag + " " + text + " is not a duration such as 30s, 5m or 1h");
    }

    private ParameterException refused(String sentence) {
        return new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), sentence);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }

    private static String shown(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean json() {
        return output.json();
    }
}
