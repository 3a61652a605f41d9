package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.report.Json;
import io.hubflow.engine.Reread;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubflow replay}: makes the next sync read again what was modified in a range of time. */
@Command(
        name = "replay",
        description = {
            "Makes the next `hubflow sync` read again the records that were last modified between two moments, both included. This"
                    + " is cheaper than `hubflow rewind`, which reads everything since a moment. Records that were modified"
                    + " again after the range are not included.",
            "",
            "The moment up to which the tables are complete does not change, and unchanged rows are not rewritten. Object types"
                    + " whose changes HubSpot's search cannot find are left out, because every sync reads all of their records.",
            "",
            "It first says how many rows and calls that takes, and asks for confirmation. It makes no call to HubSpot itself. NiFi"
                    + " flows do not support it; use `hubflow rewind` for their tables."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow replay --from 2026-11-20 --to 2026-11-21",
            "  hubflow replay --from 2026-11-20T08:00:00Z --to 2026-11-20T09:30:00Z --objects deals --in crm.duckdb --yes"
        })
final class ReplayCommand implements Callable<Integer>, Reports {
    private final CommandContext context;

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

    @Mixin
    private ChangedObjectsFlags objects = new ChangedObjectsFlags();

    @Mixin
    private RereadFlags flags = new RereadFlags();

    ReplayCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var request = flags.request(context);
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
        return request.run(
                reread, wording, json, loaded -> objects.parts(loaded, reread, "--from", begin, Optional.of(end)));
    }

    @Override
    public boolean json() {
        return flags.json();
    }
}
