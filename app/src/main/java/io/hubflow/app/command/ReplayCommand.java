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

/** {@code hubflow replay}: has the next sync read again what was modified in a range of time. */
@Command(
        name = "replay",
        description = {
            "Has the next `hubflow sync` read again the records that were last modified between two moments, both included. That"
                    + " is cheaper than `hubflow rewind`, which reads everything since a moment. A record that was modified"
                    + " again after the range is not among them.",
            "",
            "The point that the tables are complete to stays where it is, and rows that are the same are not written again. An"
                    + " object type whose changes HubSpot's search cannot find is left out: every sync reads all of it.",
            "",
            "It first says how many rows and calls that takes, and asks. It makes no call to HubSpot itself. NiFi flows do not"
                    + " take part; use `hubflow rewind` for their tables."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow replay --from 2026-11-20 --to 2026-11-21",
            "  hubflow replay --from 2026-11-20T08:00:00Z --to 2026-11-20T09:30:00Z --objects deals --in crm.duckdb --yes"
        })
final class ReplayCommand implements Callable<Integer>, Reports {
    private final CommandContext context;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "WHEN",
            description = "The date (UTC) or instant at which the range begins: 2026-11-27 or 2026-11-27T08:00:00Z.")
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "WHEN",
            description = "The date (UTC) or instant at which it ends. A date means 00:00 on that day.")
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

    ReplayCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var request = new RereadRequest(context, spec, flags);
        var begin = request.pastMoment("--from", from);
        var end = request.pastMoment("--to", to);
        if (!begin.isBefore(end)) {
            throw request.refused("--from " + begin + " is not before --to " + end);
        }
        var reread = new Reread.Between(begin, end);
        var wording = new RereadRequest.Wording(
                "rows last modified from " + begin + " to " + end,
                "Nothing to do: no object type is complete beyond " + begin
                        + ", so the next sync reads this range anyway.",
                "Read them again?");
        var json = Json.object().put("from", begin.toString()).put("to", end.toString());
        return request.run(reread, wording, json, loaded -> {
            var chosen = loaded.chosen("--objects", objects);
            loaded.requireAfterFirstRun("--from", begin);
            return chosen.stream()
                    .filter(type -> reread.concerns(loaded.state(type)))
                    .map(type -> {
                        var rows = loaded.rows(type, begin, Optional.of(end));
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
