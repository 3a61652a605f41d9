package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.report.Json;
import io.hubflow.engine.Reread;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubflow rewind}: makes the next sync read again what changed since a moment. */
@Command(
        name = "rewind",
        description = {
            "Moves back the moment up to which the tables are complete, so that the next `hubflow sync` reads again what changed in"
                    + " HubSpot since then. Nothing is removed, and unchanged rows are not rewritten.",
            "",
            "It first says how many rows and calls that takes, and asks for confirmation. It makes no call to HubSpot itself."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow rewind --to 2026-11-27T08:00:00Z",
            "  hubflow rewind --to 2026-11-01 --objects deals --in crm.duckdb --yes"
        })
final class RewindCommand implements Callable<Integer>, Reports {
    private final CommandContext context;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "WHEN",
            description = "The date (UTC) or instant to go back to: 2026-11-27 or 2026-11-27T08:00:00Z.")
    private String to = "";

    @Mixin
    private ChangedObjectsFlags objects = new ChangedObjectsFlags();

    @Mixin
    private RereadFlags flags = new RereadFlags();

    RewindCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var request = flags.request(context);
        var moment = request.pastMoment("--to", to);
        var reread = new Reread.Since(moment);
        var wording = new RereadRequest.Wording(
                "rows changed since " + moment,
                "Nothing to do: no object type is complete beyond " + moment + ".",
                "Go back?");
        var json = Json.object().put("to", moment.toString());
        return request.run(
                reread, wording, json, loaded -> objects.parts(loaded, reread, "--to", moment, Optional.empty()));
    }

    @Override
    public boolean json() {
        return flags.json();
    }
}
