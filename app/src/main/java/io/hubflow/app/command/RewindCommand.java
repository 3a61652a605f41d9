package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.DestinationKind;
import io.hubflow.app.config.Settings;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.RunTable;
import io.hubflow.app.report.TextTable;
import io.hubflow.engine.Rewind;
import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.Suggestions;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.DestinationReader;
import io.hubflow.engine.destination.QueryRows;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hubflow rewind}: has the next sync read again what changed since a moment. */
@Command(
        name = "rewind",
        description = {
            "Moves the point that the tables are complete to back, so that the next `hubflow sync` reads again what changed in"
                    + " HubSpot since then. Nothing is removed, and rows that are the same are not written again.",
            "",
            "It says first how many rows and calls that will be, and asks. It calls HubSpot itself not at all."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow rewind --to 2026-11-27T08:00:00Z",
            "  hubflow rewind --to 2026-11-01 --objects deals --in crm.duckdb --yes"
        })
final class RewindCommand implements Callable<Integer>, Reports {
    private static final int SEARCH_PAGE = 200;

    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "WHEN",
            description = "The date (UTC) or instant to go back to: 2026-11-27 or 2026-11-27T08:00:00Z.")
    private String to = "";

    @Option(
            names = "--objects",
            paramLabel = "TYPES",
            completionCandidates = Candidates.ObjectTypes.class,
            description = "Object types, separated by commas; every one that is loaded by default.")
    private @Nullable String objects;

    @Option(
            names = "--in",
            paramLabel = "FILE|snowflake",
            completionCandidates = Candidates.Destinations.class,
            description = "The DuckDB file, such as crm.duckdb (hubflow.duckdb by default), or the word snowflake.")
    private @Nullable String in;

    @Option(names = "--yes", description = "Do it without asking.")
    private boolean yes;

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private CommonFlags common = new CommonFlags();

    RewindCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var moment = moment();
        var sources = common.sources(context);
        if (in != null) {
            var snowflake = in.strip().equalsIgnoreCase(DestinationKind.SNOWFLAKE.key());
            var kind = snowflake ? DestinationKind.SNOWFLAKE : DestinationKind.DUCKDB;
            sources.flag(Settings.DESTINATION, "--in", kind.key());
            sources.flag(Settings.DUCKDB_PATH, "--in", snowflake ? null : in);
        }
        var configuration = Configuration.load(sources, Configuration.Need.NOTHING);
        final Map<String, Long> rows;
        try (var reader = Destinations.read(configuration)) {
            rows = plan(reader, moment);
        }
        var calls = rows.values().stream()
                .mapToLong(count -> 1 + count / SEARCH_PAGE)
                .sum();
        if (!json()) {
            show(rows, calls, moment);
        }
        if (!rows.isEmpty() && !yes) {
            requireConsent();
        }
        List<String> moved = List.of();
        if (!rows.isEmpty()) {
            try (var destination = Destinations.open(configuration, context.clock())) {
                moved = new Rewind(destination)
                        .run("rewind-" + context.clock().instant(), List.copyOf(rows.keySet()), moment);
            }
        }
        if (json()) {
            var json = Json.object().put("to", moment.toString()).put("calls", calls);
            var list = json.putArray("objects");
            rows.forEach(
                    (type, count) -> list.addObject().put("object_type", type).put("rows", count));
            context.out().println(Json.write(json));
        } else if (!moved.isEmpty()) {
            context.out().println("Done: run `hubflow sync` to read them again.");
        }
        return ExitCode.OK.number();
    }

    /** Rows to be read again, by object type; without those that are not complete to the moment yet. */
    private Map<String, Long> plan(DestinationReader reader, Instant moment) {
        var status = reader.status();
        var states = new TreeMap<String, ObjectState>();
        status.checkpoints().stream()
                .filter(ObjectState::isIn)
                .forEach(checkpoint -> states.put(checkpoint.stream(), state(checkpoint)));
        if (states.isEmpty()) {
            throw refused("hubflow has not written to " + reader.description() + ": there is nothing to rewind");
        }
        var chosen = chosen(states);
        var first = new Object() {
            @Nullable
            Instant run;
        };
        reader.run(
                "SELECT min(started_at) FROM _hubflow_runs",
                new Values(value -> first.run = value instanceof Instant at ? at : null));
        if (first.run != null && moment.isBefore(first.run)) {
            throw refused("--to " + moment + " lies before the first run, which began at " + first.run
                    + ". To load everything again, use another destination");
        }
        var rows = new TreeMap<String, Long>();
        chosen.forEach(type -> {
            if (Rewind.isAfter(Objects.requireNonNull(states.get(type)), moment)) {
                var table = Catalog.tableName(type);
                // Of a custom type whose table has another name, all rows: the figure is a forecast.
                rows.put(type, status.rows().getOrDefault(type, 0L));
                if (!Catalog.standardTables().contains(table)) {
                    return;
                }
                reader.run(
                        "SELECT count(*) FROM " + table + " WHERE _updated_at >= '" + moment + "'",
                        new Values(value -> rows.put(type, value instanceof Number count ? count.longValue() : 0L)));
            }
        });
        return rows;
    }

    private static ObjectState state(Checkpoint checkpoint) {
        return StateCodec.read(checkpoint.stream(), checkpoint.state(), ObjectState.class);
    }

    private List<String> chosen(Map<String, ObjectState> states) {
        if (objects == null) {
            return List.copyOf(states.keySet());
        }
        var chosen = new ArrayList<String>();
        for (var written : objects.split(",", -1)) {
            var name = Catalog.standardName(written);
            if (!states.containsKey(name)) {
                throw refused("--objects: " + written.strip() + " has not been loaded. "
                        + Suggestions.sentence(
                                name, states.keySet(), "Loaded are " + String.join(", ", states.keySet()) + "."));
            }
            chosen.add(name);
        }
        return chosen;
    }

    private void show(Map<String, Long> rows, long calls, Instant moment) {
        if (rows.isEmpty()) {
            context.out().println("Nothing to do: no object type is complete beyond " + moment + ".");
            return;
        }
        var table = new TextTable(List.of("object type", "rows changed since " + moment));
        rows.forEach((type, count) -> table.row(type, RunTable.count(count)));
        context.out().print(table.render());
        context.out().println("The next sync reads them again, with about " + RunTable.count(calls) + " calls.");
    }

    private void requireConsent() {
        if (!context.terminal()) {
            throw refused("this is not a terminal, so nobody can be asked; add --yes");
        }
        context.err().print("Go back? [y/N] ");
        context.err().flush();
        var answer = context.readInput().strip();
        if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
            throw refused("not confirmed; nothing was changed");
        }
    }

    private Instant moment() {
        final Instant moment;
        try {
            moment = to.strip().length() == "2026-11-27".length()
                    ? LocalDate.parse(to.strip()).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(to.strip()).toInstant();
        } catch (DateTimeException e) {
            throw refused("--to must be a date or instant such as 2026-11-27 or 2026-11-27T08:00:00Z");
        }
        if (moment.isAfter(context.clock().instant())) {
            throw refused("--to " + moment + " lies in the future; it is "
                    + context.clock().instant() + " now");
        }
        return moment;
    }

    private ParameterException refused(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }

    /** Takes the one value of each row. */
    private record Values(java.util.function.Consumer<@Nullable Object> taker) implements QueryRows {
        @Override
        public void columns(List<String> names, List<String> types) {}

        @Override
        public void row(List<@Nullable Object> values) {
            taker.accept(values.getFirst());
        }
    }

    @Override
    public boolean json() {
        return output.json();
    }
}
