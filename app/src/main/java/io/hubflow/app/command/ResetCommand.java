package io.hubflow.app.command;

import io.hubflow.app.CommandContext;
import io.hubflow.app.report.Json;
import io.hubflow.engine.Reread;
import io.hubflow.hubspot.ListRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubflow reset}: makes the next sync load whole object types again. */
@Command(
        name = "reset",
        description = {
            "Makes the next `hubflow sync` load whole object types again, as in a first load, with their links and histories.",
            "",
            "Rows stay until then, so the tables can be read at any time. Unchanged rows are not rewritten. If the new load does"
                    + " not find the record of a row, hubflow asks HubSpot for it by id and follows `--deletes`, as for any other"
                    + " absent record. To find rows that another program has altered, use `hubflow verify --repair`.",
            "",
            "It first says how many rows and calls that takes, and asks for confirmation. It makes no call to HubSpot itself."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow reset --object deals",
            "  hubflow reset --object contacts --object companies --in crm.duckdb --yes"
        })
final class ResetCommand implements Callable<Integer>, Reports {
    private final CommandContext context;

    @Option(
            names = "--object",
            required = true,
            split = ",",
            paramLabel = "TYPE",
            completionCandidates = Candidates.ObjectTypes.class,
            description = "The object type to load again. Repeat it for several.")
    private List<String> objects = List.of();

    @Mixin
    private RereadFlags flags = new RereadFlags();

    ResetCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var request = flags.request(context);
        var wording = new RereadRequest.Wording("rows", "Nothing to do.", "Load them again?");
        return request.run(
                new Reread.Everything(),
                wording,
                Json.object(),
                loaded -> loaded.chosen("--object", objects).stream()
                        .map(type -> {
                            var rows = loaded.rows(type);
                            return new RereadRequest.Part(type, rows, loaded.calls(type, rows, ListRequest.MAX_LIMIT));
                        })
                        .toList());
    }

    @Override
    public boolean json() {
        return flags.json();
    }
}
