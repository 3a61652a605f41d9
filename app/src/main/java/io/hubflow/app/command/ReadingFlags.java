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
            description =
                    "How long to wait for HubSpot's search index before a time window counts as complete: 0s to 1h; 5m"
                            + " by default. Recent changes are still read at once.")
    private @Nullable String settleLag;

    @Option(
            names = "--refresh",
            paramLabel = "auto|always|never",
            completionCandidates = Candidates.RefreshPolicies.class,
            description =
                    "When to read all rows again, because calculated values can change without a new modification time:"
                            + " within a budget (auto, default), in every run (always), or never.")
    private @Nullable String refresh;

    @Option(
            names = "--deletes",
            paramLabel = "soft|hard|ignore",
            completionCandidates = Candidates.DeleteModes.class,
            description =
                    "What to do with rows whose record was archived, deleted or merged into another: mark them (soft,"
                            + " default), remove them (hard), or leave them unchanged (ignore).")
    private @Nullable String deletes;

    void into(Sources sources) {
        sources.flag(Settings.SETTLE_LAG, "--settle-lag", settleLag);
        sources.flag(Settings.REFRESH, "--refresh", refresh);
        sources.flag(Settings.DELETES, "--deletes", deletes);
    }
}
