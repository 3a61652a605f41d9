package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.report.Json;
import io.hubflow.engine.Reread;
import io.hubflow.hubspot.SearchRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubflow rewind}: has the next sync read again what changed since a moment. */
@Command(
        name = "rewind",
        description = {
            "Moves the point that the tables are complete to back, so that the next `hubflow sync` reads again what changed in"
                    + " HubSpot since then. Nothing is removed, and rows that are the same are not written again.",
            "",
            "It first says how many rows and calls that takes, and asks. It makes no call to HubSpot itself."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow rewind --to 2026-11-27T08:00:00Z",
            "  hubflow rewind --to 2026-11-01 --objects deals --in crm.duckdb --yes"
        })
final class RewindCommand implements Callable<Integer>, Reports {
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
            split = ",",
            paramLabel = "TYPES",
            completionCandidates = Candidates.ObjectTypes.class,
            description = "Object types, separated by commas; every one that is loaded by default.")
    private List<String> objects = List.of();

    @Mixin
    private RereadFlags flags = new RereadFlags();

    RewindCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var request = new RereadRequest(context, spec, flags);
        var moment = request.pastMoment("--to", to);
        var reread = new Reread.Since(moment);
        var wording = new RereadRequest.Wording(
                "rows changed since " + moment,
                "Nothing to do: no object type is complete beyond " + moment + ".",
                "Go back?");
        return request.run(reread, wording, Json.object().put("to", moment.toString()), loaded -> {
            var chosen = loaded.chosen("--objects", objects);
            loaded.requireAfterFirstRun("--to", moment);
            return chosen.stream()
                    .filter(type -> reread.concerns(loaded.state(type)))
                    .map(type -> {
                        var rows = loaded.rows(type, moment, Optional.empty());
                        return new RereadRequest.Part(type, rows, loaded.calls(type, rows, SearchRequest.MAX_LIMIT));
                    })
                    .toList();
        });
    }

    @Override
    public boolean json() {
        return flags.json();
    }
}
