package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.DestinationKind;
import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.PlanReport;
import io.hubflow.engine.PlanEngine;
import io.hubflow.engine.SyncPlan;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.snowflake.CreditForecast;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hubflow plan}: what the next sync takes, before it is run. */
@Command(
        name = "plan",
        description = {
            "Forecasts the next sync: records, properties, pairs, calls of each kind, their share of the daily"
                    + " quota, bytes, and how long it takes with this portal's limits and HubSpot's current speed. For"
                    + " tables that are already loaded, it says what a changed configuration will read again, and why.",
            "",
            "It asks HubSpot for definitions and counts, and reads one page of each object type to measure its"
                    + " size and speed: a few calls for each type. It changes nothing.",
            "",
            "For Snowflake it also forecasts warehouse credits a day; without a HubSpot token it does only this,"
                    + " and makes no connection. A warehouse is billed by the second while it runs, at least 60 seconds"
                    + " each time it starts, and runs on for its AUTO_SUSPEND after the last statement. So each flush holds"
                    + " it for max(60 s, work + AUTO_SUSPEND), or until the next flush; an XSMALL warehouse uses 1 credit"
                    + " an hour, each larger size twice as much. A flush without changes sends no statement and costs"
                    + " nothing."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow plan",
            "  hubflow plan --objects contacts,deals --history deals.dealstage --to crm.duckdb --output json",
            "  hubflow plan --to snowflake --flush-interval 15m --busy-share 0.4 --output json"
        })
final class PlanCommand implements Callable<Integer>, Reports {
    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private SelectionFlags selection = new SelectionFlags();

    @Mixin
    private DestinationFlags destinationFlags = new DestinationFlags();

    @Mixin
    private HubSpotFlags hubSpotFlags = new HubSpotFlags();

    @Mixin
    private ReadingFlags readingFlags = new ReadingFlags();

    @Mixin
    private CreditFlags credits = new CreditFlags();

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private CommonFlags common = new CommonFlags();

    PlanCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var intervals = credits.intervals(this::refused);
        var forecasts = credits.forecasts(this::refused);
        var known = Configuration.load(sources(false), Configuration.Need.NOTHING);
        var snowflake = destinationFlags.isSnowflake()
                || (destinationFlags.written().isEmpty() && known.destination() == DestinationKind.SNOWFLAKE);
        var hasToken = known.secretOrigin(Settings.ACCESS_TOKEN).isPresent()
                || known.secretOrigin(Settings.OAUTH_REFRESH_TOKEN).isPresent();
        var plan = snowflake && !hasToken ? Optional.<SyncPlan>empty() : Optional.of(plan(known));
        print(plan, snowflake ? Optional.of(new Credits(intervals, forecasts)) : Optional.empty());
        var failures = plan.stream()
                .flatMap(one -> one.types().stream())
                .flatMap(type -> type.problem().stream())
                .map(ConnectorException::code)
                .toList();
        var all = plan.map(one -> failures.size() == one.types().size()).orElse(false);
        return ExitCode.ofObjectTypes(failures, all).number();
    }

    private SyncPlan plan(Configuration known) {
        // Before the account is set up, everything is still to be loaded.
        var unset = destinationFlags.isSnowflake()
                && Settings.SNOWFLAKE.values().stream()
                        .noneMatch(setting -> known.origin(setting)
                                .filter(origin -> !origin.equals("default"))
                                .isPresent());
        var configuration = Configuration.load(sources(!unset), Configuration.Need.HUBSPOT_TOKEN);
        var tables = unset ? Tables.NONE : tables(configuration);
        try (var client = HubSpotClient.open(configuration.hubSpotSettings())) {
            return new PlanEngine(client, configuration.engineSettings(), context.clock())
                    .plan(configuration.syncRequest(), tables.description(), tables.status());
        }
    }

    /** What the destination holds. */
    private record Tables(String description, DestinationStatus status) {
        static final Tables NONE = new Tables("the destination", DestinationStatus.NOTHING);
    }

    private static Tables tables(Configuration configuration) {
        if (configuration.destination() == DestinationKind.DUCKDB && !Files.exists(configuration.duckDbPath())) {
            return Tables.NONE;
        }
        try (var reader = Destinations.read(configuration)) {
            return new Tables(reader.description(), reader.status());
        }
    }

    /** Of a warehouse that bills by use. */
    private record Credits(List<Duration> intervals, List<CreditForecast> forecasts) {}

    private void print(Optional<SyncPlan> plan, Optional<Credits> warehouse) {
        if (json()) {
            var json = plan.map(PlanReport::json).orElseGet(Json::object);
            warehouse.ifPresent(one -> CreditFlags.into(json, one.intervals(), one.forecasts()));
            context.out().println(Json.write(json));
            return;
        }
        plan.ifPresent(one -> context.out().print(PlanReport.text(one)));
        if (plan.isPresent() && warehouse.isPresent()) {
            context.out().println();
        }
        warehouse.ifPresent(one -> context.out().print(CreditFlags.table(one.intervals(), one.forecasts())));
    }

    private Sources sources(boolean withDestination) {
        var sources = common.sources(context);
        selection.into(sources);
        if (withDestination) {
            destinationFlags.into(sources);
        }
        hubSpotFlags.into(sources, context);
        readingFlags.into(sources);
        return sources;
    }

    private ParameterException refused(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }

    @Override
    public boolean json() {
        return output.json();
    }
}
