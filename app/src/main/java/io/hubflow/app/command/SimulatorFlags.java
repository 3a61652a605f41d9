package io.hubflow.app.command;

import io.hubflow.app.config.ConfigurationException;
import io.hubflow.app.config.Problem;
import io.hubflow.simulator.OptionText;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.FaultJson;
import io.hubflow.simulator.api.ApiSettings;
import io.hubflow.simulator.api.ListCursor;
import io.hubflow.simulator.api.OAuthClient;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.http.Compression;
import io.hubflow.simulator.mutation.ChangeSettings;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.portal.PortalSettings;
import io.hubflow.simulator.quota.Tier;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code hubflow simulate}, read into {@link SimulatorOptions}; every wrong one is reported. */
final class SimulatorFlags {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port on 127.0.0.1; 0 (default) takes a free one.")
    private int port;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Seed of all data and chance; 7 by default.")
    private long seed;

    @Option(
            names = "--records",
            paramLabel = "TYPE=COUNT,...",
            defaultValue = "contacts=1000,companies=200,deals=300,tickets=100",
            description =
                    "Records to make up; ${DEFAULT-VALUE} by default. k and m multiply: contacts=1m. all=50 gives every"
                            + " other type so many.")
    private String records = "";

    @Option(
            names = "--extra-properties",
            paramLabel = "TYPE=COUNT,...",
            description = "Properties of the account's own, custom_0001 and so on: contacts=500; none by default.")
    private @Nullable String extraProperties;

    @Option(
            names = "--fault",
            paramLabel = "JSON",
            description = "A fault rule or a list of them, in force from the start; may be repeated. Example:"
                    + " {\"fault\":\"403\",\"endpoints\":[\"properties\"],\"classes\":[\"sensitive\"]}")
    private List<String> faults = new ArrayList<>();

    @Option(
            names = "--traffic",
            paramLabel = "N/s|Ncalls",
            description = "Changes while readers page: 7/s is one creation, one archiving and five edits a second;"
                    + " 3calls makes them before every third page. Chosen by --seed; none by default.")
    private @Nullable String traffic;

    @Option(
            names = "--tier",
            paramLabel = "TIER",
            defaultValue = "unlimited",
            description = "Limits to enforce: free, professional, enterprise or unlimited (default).")
    private String tier = "";

    @Option(
            names = "--latency",
            paramLabel = "KIND=TIME,...",
            description =
                    "How long calls take: list=250ms,search=450ms,batch=300ms,associations=200ms,other=50ms; none by"
                            + " default.")
    private @Nullable String latency;

    @Option(
            names = "--index-delay",
            paramLabel = "TIME[..TIME]",
            description = "How long search does not see a change; 1s..20s draws a delay for each, so that they become"
                    + " visible out of order.")
    private @Nullable String indexDelay;

    @Option(names = "--token", paramLabel = "TOKEN", description = "The token to accept; one is made up by default.")
    private @Nullable String token;

    @Option(
            names = "--scopes",
            paramLabel = "SCOPES",
            description = "Scopes of the token, separated by commas; all by default. Example:"
                    + " crm.objects.contacts.read,tickets")
    private @Nullable String scopes;

    @Option(
            names = "--refuse",
            paramLabel = "ENDPOINTS",
            description = "Endpoints that answer the token 403 whatever its scopes: account, owners, pipelines, ...")
    private @Nullable String refuse;

    @Option(
            names = "--custom-types",
            paramLabel = "NAMES",
            description = "Custom object types besides machines, separated by commas; --records may name them.")
    private @Nullable String customTypes;

    @Option(
            names = "--inactive-types",
            paramLabel = "NAMES",
            description = "Types of HubSpot's own that the account does not use, separated by commas.")
    private @Nullable String inactiveTypes;

    @Option(
            names = "--lists",
            paramLabel = "TYPE=MEMBERS,...",
            description =
                    "Lists: contacts=200000 is a static one of so many records, deals:dealstage=closedwon a dynamic"
                            + " one; none by default.")
    private @Nullable String lists;

    @Option(
            names = "--new-ids",
            paramLabel = "above|gaps",
            defaultValue = "above",
            description = "Where the ids of new records lie: above all others (default), or in gaps between them.")
    private String newIds = "";

    @Option(
            names = "--oauth-lifetime",
            paramLabel = "TIME",
            description = "How long access tokens are really valid, whatever is announced; 30m by default.")
    private @Nullable String oauthLifetime;

    @Option(
            names = "--oauth",
            paramLabel = "ID:SECRET:REFRESH",
            description = "An installed public app that may renew access tokens.")
    private List<String> oauth = new ArrayList<>();

    @Option(
            names = "--short-pages",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of search pages that are short or empty although more follow; 0 by default.")
    private double shortPages;

    @Option(
            names = "--association-page",
            paramLabel = "N",
            description = "Links of a record on one page of associations; 500 by default.")
    private @Nullable Integer associationPage;

    @Option(
            names = "--history-depth",
            paramLabel = "N",
            description = "Versions of a property that answers hold, the newest ones; all by default.")
    private @Nullable Integer historyDepth;

    @Option(
            names = "--merged-ids",
            paramLabel = "all|direct",
            defaultValue = "all",
            description = "Which ids the survivor of a chain of merges names; all by default.")
    private String mergedIds = "";

    @Option(
            names = "--archived-order",
            paramLabel = "id|time",
            defaultValue = "id",
            description = "The order of archived lists; id by default.")
    private String archivedOrder = "";

    @Option(
            names = "--id-order",
            paramLabel = "numeric|string",
            defaultValue = "numeric",
            description = "How search sorts ids; numeric by default.")
    private String idOrder = "";

    @Option(
            names = "--list-cursor",
            paramLabel = "next_id|opaque|position",
            defaultValue = "next_id",
            description = "What lists give as cursor; next_id (the last id plus one) by default.")
    private String listCursor = "";

    @Option(names = "--max-url-bytes", paramLabel = "N", description = "A longer path and query answers 414.")
    private @Nullable Integer maxUrlBytes;

    @Option(
            names = "--clock",
            paramLabel = "real|INSTANT",
            defaultValue = "real",
            description = "An instant such as 2026-01-15T12:00:00Z starts a clock that only the admin API moves.")
    private String clock = "";

    @Option(
            names = "--on-archive",
            paramLabel = "nothing|modified",
            defaultValue = "nothing",
            description = "Whether archiving moves the last-modified time; nothing by default.")
    private String onArchive = "";

    @Option(
            names = "--on-restore",
            paramLabel = "nothing|modified",
            defaultValue = "nothing",
            description = "Whether restoring does.")
    private String onRestore = "";

    @Option(
            names = "--merge-mode",
            paramLabel = "new_id|preserve_primary_id",
            defaultValue = "new_id",
            description = "The id of the survivor of a merge; new_id by default.")
    private String mergeMode = "";

    @Option(
            names = "--id-json",
            paramLabel = "number|string",
            defaultValue = "number",
            description = "How associations write ids; number by default.")
    private String idJson = "";

    @Option(
            names = "--retry-after",
            paramLabel = "absent|sent",
            defaultValue = "absent",
            description = "Whether 429 answers carry Retry-After; absent by default.")
    private String retryAfter = "";

    @Option(
            names = "--body-limit",
            paramLabel = "query_only|whole_body",
            defaultValue = "query_only",
            description = "Whether search bodies above 3,000 characters are refused.")
    private String bodyLimit = "";

    @Option(
            names = "--sensitive-reads",
            paramLabel = "dropped|refused",
            defaultValue = "dropped",
            description = "Whether naming a sensitive property without its scope answers 403; dropped by default.")
    private String sensitiveReads = "";

    @Option(
            names = "--content-type",
            paramLabel = "ignored|checked",
            defaultValue = "ignored",
            description = "Whether a body that is not declared as JSON answers 415; ignored by default.")
    private String contentType = "";

    @Option(
            names = "--compression",
            paramLabel = "gzip|none",
            defaultValue = "gzip",
            description = "Whether answers are compressed for clients that accept it; gzip by default.")
    private String compression = "";

    @Option(names = "--portal-id", paramLabel = "N", description = "The account's id.")
    private @Nullable Long portalId;

    @Option(names = "--time-zone", paramLabel = "ZONE", description = "The account's time zone; US/Eastern by default.")
    private @Nullable String timeZone;

    /** @throws ConfigurationException naming every wrong flag */
    SimulatorOptions options() {
        var problems = new ArrayList<Problem>();
        var options = SimulatorOptions.defaults().withSeed(seed);
        options = with(options, "--port", port, SimulatorOptions::withPort, problems);
        options = with(options, "--records", records, (o, text) -> o.withRecords(OptionText.records(text)), problems);
        options = with(
                options,
                "--extra-properties",
                extraProperties,
                (o, text) -> o.withExtraProperties(OptionText.extraProperties(text)),
                problems);
        options = with(
                options, "--traffic", traffic, (o, text) -> o.withTraffic(OptionText.traffic(text, seed)), problems);
        options = with(options, "--fault", faults, SimulatorFlags::withFaults, problems);
        options = with(options, "--tier", tier, (o, text) -> o.withTier(Tier.parse(text)), problems);
        options = with(options, "--latency", latency, (o, text) -> o.withLatency(OptionText.latency(text)), problems);
        options = with(
                options,
                "--index-delay",
                indexDelay,
                (o, text) -> o.withIndexDelay(OptionText.indexDelay(text)),
                problems);
        options = with(options, "--token", token, SimulatorOptions::withToken, problems);
        options = with(options, "--scopes", scopes, SimulatorFlags::withScopes, problems);
        options = with(options, "--refuse", refuse, SimulatorFlags::withRefused, problems);
        options = with(
                options,
                "--custom-types",
                customTypes,
                (o, text) -> o.withCustomTypes(text.strip().split("\\s*,\\s*")),
                problems);
        options = with(
                options,
                "--inactive-types",
                inactiveTypes,
                (o, text) -> o.withInactiveTypes(text.strip().split("\\s*,\\s*")),
                problems);
        options = with(options, "--lists", lists, (o, text) -> o.withLists(OptionText.lists(text)), problems);
        options = with(
                options,
                "--new-ids",
                newIds,
                (o, text) -> o.withNewIds(choice(PortalSettings.NewIds.class, text)),
                problems);
        options = with(
                options,
                "--oauth-lifetime",
                oauthLifetime,
                (o, text) -> o.withOauthLifetime(OptionText.duration(text)),
                problems);
        options = with(options, "--oauth", oauth, SimulatorFlags::withOauth, problems);
        options = with(options, "--short-pages", shortPages, SimulatorOptions::withShortPages, problems);
        options = with(options, "--association-page", associationPage, SimulatorOptions::withAssociationPage, problems);
        options = with(
                options,
                "--history-depth",
                historyDepth,
                (o, versions) -> o.withFacts(o.facts().withHistoryDepth(versions)),
                problems);
        options = with(
                options,
                "--merged-ids",
                mergedIds,
                (o, text) -> o.withFacts(o.facts().withMergedIds(choice(ChangeSettings.MergedIds.class, text))),
                problems);
        options = with(
                options,
                "--archived-order",
                archivedOrder,
                (o, text) -> o.withFacts(o.facts().withArchivedOrder(choice(ApiSettings.ArchivedOrder.class, text))),
                problems);
        options = with(options, "--id-order", idOrder, (o, text) -> o.withIdOrder(OptionText.idOrder(text)), problems);
        options = with(
                options,
                "--list-cursor",
                listCursor,
                (o, text) -> o.withListCursor(choice(ListCursor.class, text)),
                problems);
        options = with(options, "--max-url-bytes", maxUrlBytes, SimulatorOptions::withMaxUrlBytes, problems);
        options = with(options, "--clock", clock, SimulatorFlags::withClock, problems);
        options = with(
                options,
                "--on-archive",
                onArchive,
                (o, text) -> o.withOnArchive(choice(ChangeSettings.Bump.class, text)),
                problems);
        options = with(
                options,
                "--on-restore",
                onRestore,
                (o, text) -> o.withOnRestore(choice(ChangeSettings.Bump.class, text)),
                problems);
        options = with(
                options,
                "--merge-mode",
                mergeMode,
                (o, text) -> o.withMergeMode(choice(MergeMode.class, text)),
                problems);
        options = with(
                options,
                "--id-json",
                idJson,
                (o, text) -> o.withIdJson(choice(ApiSettings.IdJson.class, text)),
                problems);
        options = with(
                options,
                "--retry-after",
                retryAfter,
                (o, text) -> o.withRetryAfter(choice(ApiSettings.RetryAfter.class, text)),
                problems);
        options = with(
                options,
                "--body-limit",
                bodyLimit,
                (o, text) -> o.withBodyLimit(choice(ApiSettings.BodyLimit.class, text)),
                problems);
        options = with(
                options,
                "--sensitive-reads",
                sensitiveReads,
                (o, text) -> o.withSensitiveReads(choice(ApiSettings.SensitiveReads.class, text)),
                problems);
        options = with(
                options,
                "--content-type",
                contentType,
                (o, text) -> o.withContentType(choice(ApiSettings.ContentType.class, text)),
                problems);
        options = with(
                options,
                "--compression",
                compression,
                (o, text) -> o.withCompression(choice(Compression.class, text)),
                problems);
        options = with(options, "--portal-id", portalId, SimulatorOptions::withPortalId, problems);
        options = with(
                options,
                "--time-zone",
                timeZone,
                (o, zone) -> o.withTimeZone(ZoneId.of(zone).getId()),
                problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return options;
    }

    private static <T> SimulatorOptions with(
            SimulatorOptions options,
            String flag,
            @Nullable T value,
            BiFunction<SimulatorOptions, T, SimulatorOptions> change,
            List<Problem> problems) {
        if (value == null) {
            return options;
        }
        try {
            return change.apply(options, value);
        } catch (IllegalArgumentException | DateTimeException e) {
            problems.addAll(refused(flag, e).problems());
            return options;
        }
    }

    static ConfigurationException refused(String flag, RuntimeException e) {
        return new ConfigurationException(
                List.of(new Problem(flag, OptionalInt.empty(), "", String.valueOf(e.getMessage()))));
    }

    private static SimulatorOptions withScopes(SimulatorOptions options, String text) {
        var grant = new TokenGrant(
                options.tokens().getFirst().token(), options.tokens().getFirst().appId(), Set.of(text.split(",")));
        return options.withTokens(List.of(grant));
    }

    private static SimulatorOptions withRefused(SimulatorOptions options, String text) {
        var grant = options.tokens().getFirst().refusedBy(text.strip().split("\\s*,\\s*"));
        return options.withTokens(List.of(grant));
    }

    private static SimulatorOptions withFaults(SimulatorOptions options, List<String> texts) {
        return options.withFaults(
                texts.stream().flatMap(text -> FaultJson.parse(text).stream()).toList());
    }

    private static SimulatorOptions withOauth(SimulatorOptions options, List<String> apps) {
        return options.withOauthClients(apps.stream().map(SimulatorFlags::app).toList());
    }

    private static OAuthClient app(String text) {
        var parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("An app is written as ID:SECRET:REFRESH_TOKEN");
        }
        return new OAuthClient(parts[0], parts[1], parts[2], Set.of(TokenGrant.ALL_SCOPES));
    }

    private static SimulatorOptions withClock(SimulatorOptions options, String text) {
        return text.equals("real") ? options : options.withVirtualClock(Instant.parse(text));
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String text) {
        for (var constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text.strip().replace('-', '_'))) {
                return constant;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is not one of "
                + String.join(
                        ", ",
                        List.of(type.getEnumConstants()).stream()
                                .map(constant -> constant.name().toLowerCase(java.util.Locale.ROOT))
                                .toList()));
    }
}
