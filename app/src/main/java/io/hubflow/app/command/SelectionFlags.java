package io.hubflow.app.command;

import io.hubflow.app.config.Settings;
import io.hubflow.app.config.Sources;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say what to take from HubSpot. */
final class SelectionFlags {
    @Option(
            names = "--objects",
            paramLabel = "TYPES",
            completionCandidates = Candidates.ObjectTypes.class,
            description = "Object types, separated by commas, or all: every type that the token may read."
                    + " contacts,companies,deals,tickets by default.")
    private @Nullable String objects;

    @Option(
            names = "--updated-after",
            paramLabel = "WHEN",
            description =
                    "In the first load, leave out records that were last modified before this date (UTC) or instant:"
                            + " 2024-01-31 or 2024-01-31T08:30:00Z.")
    private @Nullable String updatedAfter;

    @Option(
            names = "--include",
            paramLabel = "PROPERTIES",
            description =
                    "Load only these properties: names or wildcards, separated by commas: email,hs_*,deals.amount.")
    private @Nullable String include;

    @Option(
            names = "--exclude",
            paramLabel = "PROPERTIES",
            description = "Do not load these properties; takes precedence over --include.")
    private @Nullable String exclude;

    @Option(
            names = "--where",
            paramLabel = "FILTER",
            description =
                    "Load only matching records of an object type, with HubSpot's operators and property names: 'deals:"
                            + " amount GTE 1000 AND pipeline IN (default,enterprise)'. OR joins groups of conditions. For several"
                            + " object types, repeat the flag or separate them with a semicolon. Rows that leave the filter later"
                            + " are marked _out_of_scope, or treated as --deletes says.")
    private @Nullable List<String> where;

    @Option(
            names = "--associations",
            paramLabel = "PAIRS",
            description =
                    "Links between records to load: all (every pair of the object types, default), none, or pairs such"
                            + " as contacts:companies,deals:contacts.")
    private @Nullable String associations;

    @Option(
            names = "--history",
            paramLabel = "PROPERTIES",
            description = "Also load the earlier values of these properties: deals.dealstage,contacts.lifecyclestage or"
                    + " companies.*.")
    private @Nullable String history;

    @Option(
            names = "--sensitive",
            paramLabel = "PROPERTIES",
            description = "Load these properties of HubSpot's sensitive classes, or * for all that the token may read."
                    + " None by default.")
    private @Nullable String sensitive;

    @Option(
            names = "--hash",
            paramLabel = "PROPERTIES",
            description = "Store these properties as HMAC-SHA-256 of their values: contacts.email,*phone*. Needs"
                    + " privacy.salt, or HUBFLOW_PRIVACY_SALT in the environment.")
    private @Nullable String hash;

    @Option(
            names = "--mask",
            paramLabel = "PROPERTIES",
            description = "Store these properties as ***** wherever they have a value.")
    private @Nullable String mask;

    @Option(
            names = "--drop",
            paramLabel = "PROPERTIES",
            description = "Do not load these properties, and erase their stored values.")
    private @Nullable String drop;

    /** As they were given. */
    String written() {
        return GivenFlags.written("--objects", objects)
                + GivenFlags.written("--updated-after", updatedAfter)
                + GivenFlags.written("--include", include)
                + GivenFlags.written("--exclude", exclude)
                + GivenFlags.written("--associations", associations)
                + GivenFlags.written("--where", where == null ? null : String.join("; ", where))
                + GivenFlags.written("--history", history)
                + GivenFlags.written("--sensitive", sensitive)
                + GivenFlags.written("--hash", hash)
                + GivenFlags.written("--mask", mask)
                + GivenFlags.written("--drop", drop);
    }

    void into(Sources sources) {
        sources.flag(Settings.OBJECT_TYPES, "--objects", objects);
        sources.flag(Settings.UPDATED_AFTER, "--updated-after", updatedAfter);
        sources.flag(Settings.INCLUDE_PROPERTIES, "--include", include);
        sources.flag(Settings.EXCLUDE_PROPERTIES, "--exclude", exclude);
        sources.flag(Settings.WHERE, "--where", where == null ? null : String.join("; ", where));
        sources.flag(Settings.ASSOCIATIONS, "--associations", associations);
        sources.flag(Settings.HISTORY, "--history", history);
        sources.flag(Settings.SENSITIVE_PROPERTIES, "--sensitive", sensitive);
        sources.flag(Settings.HASH, "--hash", hash);
        sources.flag(Settings.MASK, "--mask", mask);
        sources.flag(Settings.DROP, "--drop", drop);
    }
}
