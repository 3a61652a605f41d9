package io.hubflow.app.command;

import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a sync reads, for the command that does it and the one that foresees it. */
final class ReadingFlags {
    @Option(
            names = "--settle-lag",
            paramLabel = "DURATION",
            description = "How long HubSpot's search index is given to show a change before a time window counts as"
                    + " complete: 0s to 1h; 5m by default. Fresh changes are read at once all the same.")
    private @Nullable String settleLag;

    @Option(
            names = "--refresh",
            paramLabel = "auto|always|never",
            completionCandidates = Candidates.RefreshPolicies.class,
            description = "When to read rows again that no search can find, because calculated values change without a"
                    + " new modification time: within a budget (auto, default), in every run, or never.")
    private @Nullable String refresh;

    @Option(
            names = "--deletes",
            paramLabel = "soft|hard|ignore",
            completionCandidates = Candidates.DeleteModes.class,
            description =
                    "What becomes of rows whose record was archived, deleted or merged into another: they are marked"
                            + " (soft, default), removed (hard), or left as they are (ignore).")
    private @Nullable String deletes;

    void into(Sources sources) {
        sources.flag(Settings.SETTLE_LAG, "--settle-lag", settleLag);
        sources.flag(Settings.REFRESH, "--refresh", refresh);
        sources.flag(Settings.DELETES, "--deletes", deletes);
    }
}
