package io.hubflow.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.app.report.TextTable;
import io.hubflow.snowflake.CreditForecast;
import io.hubflow.snowflake.CreditForecast.WarehouseSize;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Flags that say how a Snowflake warehouse is used, and the credits that follow from them. */
final class CreditFlags {
    private static final List<Duration> USUAL =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1));

    @Option(
            names = "--flush-interval",
            paramLabel = "DURATION",
            description = "Snowflake: how long changes are collected before a flush, such as 5m.")
    private @Nullable String flushInterval;

    @Option(
            names = "--work",
            paramLabel = "DURATION",
            description =
                    "Snowflake: how long the statements of one flush run; ${DEFAULT-VALUE} by default. After some runs,"
                            + " _HUBFLOW_RUNS shows the real value.")
    private String work = "5s";

    @Option(
            names = "--auto-suspend",
            paramLabel = "DURATION",
            description = "The warehouse's AUTO_SUSPEND; ${DEFAULT-VALUE}" + " by default.")
    private String autoSuspend = "60s";

    @Option(
            names = "--busy-share",
            paramLabel = "0..1",
            description = "Share of the intervals in which something changes in HubSpot; ${DEFAULT-VALUE} by default.")
    private double busyShare = 1;

    @Option(
            names = "--warehouse-size",
            description = "XSMALL, SMALL, MEDIUM, LARGE or XLARGE; ${DEFAULT-VALUE} by default.")
    private WarehouseSize size = WarehouseSize.XSMALL;

    /** @param refusal makes an error of a sentence */
    List<CreditForecast> forecasts(Function<String, ParameterException> refusal) {
        if (busyShare < 0 || busyShare > 1) {
            throw refusal.apply("--busy-share " + busyShare + " is not between 0 and 1");
        }
        return intervals(refusal).stream()
                .map(interval -> CreditForecast.of(
                        interval,
                        duration("--work", work, refusal),
                        duration("--auto-suspend", autoSuspend, refusal),
                        busyShare,
                        size))
                .toList();
    }

    List<Duration> intervals(Function<String, ParameterException> refusal) {
        return flushInterval == null ? USUAL : List.of(duration("--flush-interval", flushInterval, refusal));
    }

    static String table(List<Duration> intervals, List<CreditForecast> forecasts) {
        var table = new TextTable(List.of("flush every", "flushes a day", "warehouse held a day", "credits a day"));
        for (var i = 0; i < intervals.size(); i++) {
            var forecast = forecasts.get(i);
            table.row(
                    shown(intervals.get(i)),
                    number(forecast.flushesPerDay()),
                    shown(Duration.ofSeconds(Math.round(forecast.heldSecondsPerDay()))),
                    number(forecast.creditsPerDay()));
        }
        return table.render();
    }

    static void into(ObjectNode json, List<Duration> intervals, List<CreditForecast> forecasts) {
        var array = json.putArray("forecasts");
        for (var i = 0; i < intervals.size(); i++) {
            var forecast = forecasts.get(i);
            array.addObject()
                    .put("flush_interval_seconds", intervals.get(i).toSeconds())
                    .put("flushes_per_day", forecast.flushesPerDay())
                    .put("warehouse_seconds_per_day", forecast.heldSecondsPerDay())
                    .put("credits_per_day", forecast.creditsPerDay());
        }
    }

    private static Duration duration(String flag, String text, Function<String, ParameterException> refusal) {
        var amount = text.strip().toLowerCase(Locale.ROOT);
        if (amount.matches("\\d{1,7}[smhd]")) {
            var duration = Duration.parse((amount.endsWith("d") ? "P" : "PT") + amount.toUpperCase(Locale.ROOT));
            if (!duration.isZero()) {
                return duration;
            }
        }
        throw refusal.apply(flag + " " + text + " is not a duration such as 30s, 5m or 1h");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }

    private static String shown(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
