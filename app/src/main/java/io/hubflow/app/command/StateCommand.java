package io.hubflow.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.DestinationKind;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.RunTable;
import io.hubflow.app.report.TextTable;
import io.hubflow.duckdb.DuckDbQuery;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hubflow state}: how far the tables are. */
@Command(
        name = "state",
        description = {
            "Shows how far each object type has been read, from the checkpoints that the destination keeps beside the rows. Below"
                    + " that, it lists the tables of facts about records, such as links between two object types, with their row"
                    + " counts.",
            "",
            "While a sync is writing a DuckDB file, this shows the state as of its last commit.",
            "",
            "Complete to: every change that HubSpot held before that moment is in the table.",
            "Last run: running, succeeded, incomplete (finished with warnings), failed, interrupted, quota_spent, or"
                    + " killed (the process ended without recording an end). `_hubflow_runs` holds all runs, with the reasons."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow state",
            "  hubflow state --to crm.duckdb --output json",
            "  hubflow state --to snowflake"
        })
final class StateCommand implements Callable<Integer>, Reports {
    private final CommandContext context;

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private TablesFlags tablesFlags = new TablesFlags();

    StateCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var configuration = tablesFlags.configuration(context);
        try (var reader = Destinations.read(configuration)) {
            show(configuration, reader.description(), reader.status(), Optional.empty());
        } catch (ConnectorException locked) {
            if (locked.code() != ErrorCode.DESTINATION_LOCKED
                    || configuration.destination() != DestinationKind.DUCKDB) {
                throw locked;
            }
            var copy = DuckDbQuery.statusBesideWriter(configuration.duckDbPath());
            if (copy.isEmpty()) {
                throw locked;
            }
            var description = "DuckDB file " + configuration.duckDbPath();
            show(
                    configuration,
                    description,
                    copy.get().status(),
                    Optional.of(copy.get().at()));
        }
        return ExitCode.OK.number();
    }

    /** @param asOf when a sync that has the file open last committed; absent when none has */
    private void show(
            Configuration configuration, String description, DestinationStatus status, Optional<Instant> asOf) {
        var states = ObjectStates.of(status);
        if (json()) {
            var json = Json.object();
            json.put("destination", description);
            if (configuration.destination() == DestinationKind.DUCKDB) {
                json.put("file", configuration.duckDbPath().toString());
            }
            asOf.ifPresent(at -> json.put("as_of", at.toString()));
            var objects = json.putArray("objects");
            states.forEach(state -> objects.add(json(state)));
            var facts = json.putArray("facts");
            new TreeMap<>(status.facts())
                    .forEach((table, rows) ->
                            facts.addObject().put("table", table).put("rows", rows));
            context.out().println(Json.write(json));
            return;
        }
        if (asOf.isPresent() && states.isEmpty()) {
            context.out().println("A sync is writing " + description + ". It has not committed any records yet.");
            return;
        }
        asOf.ifPresent(at -> context.out()
                .println("A sync is writing " + description + ". This is how far it was at its last commit, at "
                        + at.truncatedTo(ChronoUnit.SECONDS) + "."));
        var nothing = "hubflow has not written to " + description + ".\n";
        context.out().print(states.isEmpty() ? nothing : table(states).renderUncut(context.outputColumns()));
        if (!status.facts().isEmpty()) {
            context.out().print("\n" + factTable(status.facts()).renderUncut(context.outputColumns()));
        }
    }

    private static TextTable factTable(Map<String, Long> facts) {
        var table = new TextTable(List.of("facts about records", "rows"));
        new TreeMap<>(facts).forEach((name, rows) -> table.row(name, RunTable.count(rows)));
        return table;
    }

    private static TextTable table(List<ObjectStates.ObjectStatus> states) {
        var table = new TextTable(List.of("object type", "rows", "phase", "complete to", "read to", "last run"));
        for (var state : states) {
            table.row(
                    state.objectType(),
                    RunTable.count(state.rows()),
                    state.phase(),
                    moment(state.completeTo()),
                    moment(state.readTo()),
                    state.lastRun());
        }
        return table;
    }

    private static String moment(Optional<Instant> at) {
        return at.map(instant -> instant.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("not yet");
    }

    private static ObjectNode json(ObjectStates.ObjectStatus state) {
        var json = Json.object();
        json.put("object_type", state.objectType());
        json.put("rows", state.rows());
        json.put("phase", state.phase());
        state.completeTo()
                .ifPresentOrElse(at -> json.put("complete_to", at.toString()), () -> json.putNull("complete_to"));
        state.readTo().ifPresentOrElse(at -> json.put("read_to", at.toString()), () -> json.putNull("read_to"));
        json.put("last_run", state.lastRun());
        state.checkpoint().ifPresent(checkpoint -> {
            json.put("sequence", checkpoint.sequence());
            json.set("checkpoint", Json.read(checkpoint.state()));
        });
        return json;
    }

    @Override
    public boolean json() {
        return output.json();
    }
}
