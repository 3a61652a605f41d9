package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import io.hubflow.app.progress.ProgressDisplay;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.VerifyJson;
import io.hubflow.app.report.VerifyTable;
import io.hubflow.engine.ForeignVerifyEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.catalog.ReadableTypes;
import io.hubflow.engine.verify.ForeignTable;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.engine.verify.VerifyOptions.AfterFinding;
import io.hubflow.engine.verify.VerifyOptions.Values;
import io.hubflow.engine.verify.VerifyReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hubflow verify}: compares tables with HubSpot. */
@Command(
        name = "verify",
        description = {
            "Compares the tables with HubSpot and says whether they are right: records, links and histories.",
            "",
            "Without calling HubSpot, it finds rows that somebody altered, duplicated or invented. It finds "
                    + "missing, surplus and stale records by counting ranges of ids and of modification times, which "
                    + "takes at most 60 calls for a million records, and compares all values of a random sample. "
                    + "Changes in HubSpot since the last sync are not reported as errors. The result and the ids that "
                    + "differ are written to _hubflow_verifications.",
            "",
            "With --against, a table that another tool made is compared instead: a Parquet or CSV file, a table of the DuckDB"
                    + " file that --to names, or one in Snowflake. It is only read. Every record's id and time of modification"
                    + " is listed, about 200 a call."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow verify",
            "  hubflow verify --objects contacts,deals --to crm.duckdb --repair",
            "  hubflow verify --full --output json",
            "  hubflow verify --sample 5000 --seed 7",
            "  hubflow verify --objects contacts --against contact.parquet --id id --updated property_lastmodifieddate"
        })
final class VerifyCommand implements Callable<Integer>, Reports {
    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private SelectionFlags selection = new SelectionFlags();

    @Mixin
    private DestinationFlags destinationFlags = new DestinationFlags();

    @Mixin
    private HubSpotFlags hubSpotFlags = new HubSpotFlags();

    @Option(
            names = "--repair",
            description = "Read the records that differ from HubSpot again, and no others; then check the result.")
    private boolean repair;

    @Option(names = "--full", description = "Compare every value of every record, at one call per hundred records.")
    private boolean full;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Records of each object type whose values are compared; ${DEFAULT-VALUE} by default.")
    private int sample = 500;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the sample; a new one each time by default, printed in the report.")
    private @Nullable Long seed;

    @Option(
            names = "--deletes",
            paramLabel = "soft|hard|ignore",
            completionCandidates = Candidates.DeleteModes.class,
            description = "As for sync: with ignore, rows of deleted records count as correct.")
    private @Nullable String deletes;

    @Option(
            names = "--against",
            paramLabel = "TABLE",
            description =
                    "Compare another tool's table: a .parquet or .csv file, or a table of the destination; --objects names"
                            + " the one object type that it holds.")
    private @Nullable String against;

    @Option(
            names = "--id",
            paramLabel = "COLUMN",
            description = "With --against: the column of the record ids; COLUMN:path for a value inside JSON.")
    private @Nullable String id;

    @Option(
            names = "--updated",
            paramLabel = "COLUMN",
            description =
                    "With --against: the column with the time of the last modification; without it, stale rows are not"
                            + " found.")
    private @Nullable String updated;

    @Option(
            names = "--deleted",
            paramLabel = "COLUMN",
            description =
                    "With --against: the column that is true for deleted records; _fivetran_deleted, is_deleted or"
                            + " _archived by default, if there is one.")
    private @Nullable String deleted;

    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description =
                    "With --against: when the table was written; it need not contain later changes. Now by default.")
    private @Nullable String asOf;

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private CommonFlags common = new CommonFlags();

    VerifyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (sample < 0 || sample > 10_000_000) {
            throw refused("--sample " + sample + " is not between 0 and 10,000,000");
        }
        requireFitting();
        var configuration = Configuration.load(sources(), Configuration.Need.HUBSPOT_TOKEN);
        context.interruption().tellBy(context.err()::println);
        context.interruption().interruptMe();
        var options = new VerifyOptions(
                full ? Values.ALL : Values.SAMPLE,
                sample,
                seed == null ? context.clock().millis() % 1_000_000 : seed,
                repair ? AfterFinding.REPAIR : AfterFinding.REPORT);
        if (against != null) {
            return compareForeign(configuration, options, against);
        }
        try (var verification = ConfiguredSync.open(configuration, context.clock());
                var client = HubSpotClient.open(configuration.hubSpotSettings());
                var display = ProgressDisplay.open(context, client::quota)) {
            var report = verification.verify(request(configuration, verification), options, client, display);
            print(report, options, verification.destination());
            return context.interruption().exact(exitCode(report)).number();
        }
    }

    /** Where nobody says which object types, those that are there; the defaults of a sync may never have been loaded. */
    private static SyncRequest request(Configuration configuration, ConfiguredSync verification) {
        var request = configuration.syncRequest();
        if (configuration
                .origin(Settings.OBJECT_TYPES)
                .filter("default"::equals)
                .isEmpty()) {
            return request;
        }
        var loaded = verification.loadedTypes();
        return loaded.isEmpty() ? request : request.only(loaded);
    }

    private void requireFitting() {
        if (against == null && (id != null || updated != null || deleted != null || asOf != null)) {
            throw refused("--id, --updated, --deleted and --as-of belong to --against TABLE");
        }
        if (against != null && id == null) {
            throw refused("--against needs --id COLUMN, the column that holds the record ids");
        }
        if (against != null && (repair || full)) {
            throw refused("--against only reads the other tool's table: it cannot be combined with --repair or --full");
        }
    }

    private int compareForeign(Configuration configuration, VerifyOptions options, String name) {
        var types = configuration.syncRequest().objectTypes();
        if (types.size() != 1 || ReadableTypes.isAll(types.getFirst())) {
            throw refused(
                    "--against compares one table: name its object type with --objects, such as --objects contacts");
        }
        var columns = new ForeignTable.Columns(
                name, Objects.requireNonNull(id), Optional.ofNullable(updated), Optional.ofNullable(deleted));
        try (var table = ForeignTables.open(configuration, context.workingDirectory(), columns);
                var client = HubSpotClient.open(configuration.hubSpotSettings());
                var display = ProgressDisplay.open(context, client::quota)) {
            var report = new ForeignVerifyEngine(client, configuration.engineSettings(), context.clock(), display)
                    .run(table, types.getFirst(), configuration.syncRequest().updatedAfter(), moment());
            print(report, options, table.description());
            return context.interruption().exact(exitCode(report)).number();
        }
    }

    /** A date (UTC) or an instant. */
    private Optional<Instant> moment() {
        if (asOf == null) {
            return Optional.empty();
        }
        var text = asOf.strip();
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw refused(
                    "--as-of " + asOf + " is no date such as 2024-01-31 and no instant such as 2024-01-31T08:30:00Z");
        }
    }

    private void print(VerifyReport report, VerifyOptions options, String destination) {
        if (json()) {
            context.out().println(Json.write(VerifyJson.of(report, options, destination)));
        } else {
            context.out().println();
            context.out().print(VerifyTable.of(report, options, destination));
        }
    }

    /** What failed is a failure; what differs is 6. */
    private static ExitCode exitCode(VerifyReport report) {
        var errors = report.tables().stream()
                .flatMap(table -> table.error().stream())
                .map(ConnectorException::code)
                .toList();
        var code =
                ExitCode.ofObjectTypes(errors, errors.size() == report.tables().size());
        var different = report.tables().stream()
                .filter(table -> table.error().isEmpty())
                .anyMatch(table -> !table.isRight());
        return different && (code == ExitCode.OK || code == ExitCode.FAILED || code == ExitCode.USAGE)
                ? ExitCode.DIFFERENT
                : code;
    }

    private Sources sources() {
        var sources = common.sources(context);
        selection.into(sources);
        destinationFlags.into(sources);
        hubSpotFlags.into(sources, context);
        sources.flag(Settings.DELETES, "--deletes", deletes);
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
