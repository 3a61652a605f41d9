package io.hubflow.simulator;

import io.hubflow.simulator.api.ApiSettings;
import io.hubflow.simulator.api.ApiSettings.BodyLimit;
import io.hubflow.simulator.api.ApiSettings.ContentType;
import io.hubflow.simulator.api.ApiSettings.IdJson;
import io.hubflow.simulator.api.ApiSettings.RetryAfter;
import io.hubflow.simulator.api.ApiSettings.SensitiveReads;
import io.hubflow.simulator.api.Credentials;
import io.hubflow.simulator.api.ListCursor;
import io.hubflow.simulator.api.OAuthClient;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.http.Compression;
import io.hubflow.simulator.index.IdOrder;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.mutation.ChangeSettings;
import io.hubflow.simulator.mutation.ChangeSettings.Bump;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.portal.ListPlan;
import io.hubflow.simulator.portal.PortalSettings;
import io.hubflow.simulator.portal.PortalSettings.NewIds;
import io.hubflow.simulator.quota.Tier;
import io.hubflow.simulator.time.SimulatorClock;
import io.hubflow.simulator.traffic.TrafficPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How to simulate. {@link #defaults()} is an unlimited portal without records; each {@code with…} changes one thing.
 *
 * @param port the port on 127.0.0.1; 0 takes any free one
 * @param seed the seed of all data and chance
 * @param records generated records by type name; types not named have as many as {@code all} says, or none; at most 10,000,000 each
 * @param extraProperties properties of the account's own, named {@code custom_0001} and so on, by type name
 * @param tier the limits
 * @param latency how long calls take, by {@code list}, {@code search}, {@code batch}, {@code associations}
 *     ({@code other} unless it is named), {@code other}; real time even on
 *     a virtual clock
 * @param indexDelay how long changes stay invisible to search
 * @param shortPages the share of search pages cut short or empty although more follow, 0 to 1
 * @param searchPage the most records that a search page holds, whatever was asked for; 1 to 200
 * @param idOrder what sorting by {@code hs_object_id} means
 * @param listCursor what lists give as {@code after}
 * @param maxUrlBytes a longer path and query answers 414
 * @param tokens the static tokens; {@link Simulator#token()} is the first
 * @param oauthClients the installed OAuth apps
 * @param clock real, or virtual from {@code virtualStart}
 * @param virtualStart where a virtual clock starts
 * @param onArchive whether archiving moves the last-modified time (unverified in HubSpot)
 * @param onRestore whether restoring does (unverified in HubSpot)
 * @param mergeMode the id of survivors of merges that name no mode
 * @param idJson how associations write {@code toObjectId}
 * @param retryAfter whether 429 answers carry Retry-After
 * @param bodyLimit whether a search body above 3,000 characters is refused
 * @param sensitiveReads what happens to calls that name a sensitive property without its scope
 * @param contentType whether a body must be declared as JSON
 * @param compression whether answers are compressed for clients that accept it
 * @param portalId the account id
 * @param timeZone the account's time zone; its midnight resets the daily limit
 * @param customTypes names of custom object types besides {@code machines}; {@code records} may name them
 * @param inactiveTypes names of types of HubSpot's own that the account does not use
 * @param lists the lists that there are from the start
 * @param newIds where the ids of new records lie
 * @param oauthLifetime how long OAuth access tokens are really valid; 1,800 s are announced
 * @param facts how what belongs to records is answered: links, history, lists, merges
 * @param faults the faults in force from the start
 * @param traffic the traffic that begins at the start
 */
public record SimulatorOptions(
        int port,
        long seed,
        Map<String, Long> records,
        Map<String, Integer> extraProperties,
        Tier tier,
        Map<String, Duration> latency,
        IndexDelay indexDelay,
        double shortPages,
        int searchPage,
        IdOrder idOrder,
        ListCursor listCursor,
        int maxUrlBytes,
        List<TokenGrant> tokens,
        List<OAuthClient> oauthClients,
        SimulatorClock.Kind clock,
        Instant virtualStart,
        Bump onArchive,
        Bump onRestore,
        MergeMode mergeMode,
        IdJson idJson,
        RetryAfter retryAfter,
        BodyLimit bodyLimit,
        SensitiveReads sensitiveReads,
        ContentType contentType,
        Compression compression,
        long portalId,
        String timeZone,
        List<String> customTypes,
        List<String> inactiveTypes,
        List<ListPlan> lists,
        NewIds newIds,
        Duration oauthLifetime,
        FactOptions facts,
        List<FaultRule> faults,
        Optional<TrafficPlan> traffic) {

    /** HubSpot's largest search page (reference §5). */
    private static final int MOST_SEARCHED = 200;

    /** The URL limit; HubSpot's is not documented (reference, §12). */
    public static final int DEFAULT_MAX_URL_BYTES = 16 << 10;

    /** The token of {@link #defaults()}; it opens nothing but simulators. */
    public static final String DEFAULT_TOKEN = "pat-na1-00000000-0000-4000-8000-000000000001";

    private static final long DEFAULT_SEED = 7;

    /** Copies the collections and checks the numbers. */
    public SimulatorOptions {
        records = Map.copyOf(records);
        extraProperties = Map.copyOf(extraProperties);
        latency = Map.copyOf(latency);
        tokens = List.copyOf(tokens);
        customTypes = List.copyOf(customTypes);
        inactiveTypes = List.copyOf(inactiveTypes);
        lists = List.copyOf(lists);
        faults = List.copyOf(faults);
        oauthClients = List.copyOf(oauthClients);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A port is between 0 and 65535, not " + port);
        }
        if (searchPage < 1 || searchPage > MOST_SEARCHED) {
            throw new IllegalArgumentException("A search page holds 1 to 200 records, not " + searchPage);
        }
        if (!(shortPages >= 0 && shortPages < 1)) {
            throw new IllegalArgumentException("The share of short pages is at least 0 and below 1, not " + shortPages);
        }
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("The simulator needs a token");
        }
    }

    /** An unlimited portal without records, delays or faults, on a real clock and any free port. */
    public static SimulatorOptions defaults() {
        return new SimulatorOptions(
                0,
                DEFAULT_SEED,
                Map.of(),
                Map.of(),
                Tier.UNLIMITED,
                Map.of(),
                IndexDelay.NONE,
                0,
                MOST_SEARCHED,
                IdOrder.NUMERIC,
                ListCursor.NEXT_ID,
                DEFAULT_MAX_URL_BYTES,
                List.of(TokenGrant.unrestricted(DEFAULT_TOKEN)),
                List.of(),
                SimulatorClock.Kind.REAL,
                Instant.parse("2026-01-15T12:00:00Z"),
                Bump.NOTHING,
                Bump.NOTHING,
                MergeMode.NEW_ID,
                IdJson.NUMBER,
                RetryAfter.ABSENT,
                BodyLimit.QUERY_ONLY,
                SensitiveReads.DROPPED,
                ContentType.IGNORED,
                Compression.GZIP,
                4_727_653,
                "US/Eastern",
                List.of(),
                List.of(),
                List.of(),
                NewIds.ABOVE,
                Duration.ofSeconds(Credentials.ACCESS_TOKEN_SECONDS),
                FactOptions.defaults(),
                List.of(),
                Optional.empty());
    }

    /** These options with the port. */
    public SimulatorOptions withPort(int port) {
        return changed(draft -> draft.port = port);
    }

    /** These options with the seed. */
    public SimulatorOptions withSeed(long seed) {
        return changed(draft -> draft.seed = seed);
    }

    /** These options with generated records by type name. */
    public SimulatorOptions withRecords(Map<String, Long> records) {
        return changed(draft -> draft.records = records);
    }

    /** These options with other limits. */
    public SimulatorOptions withTier(Tier tier) {
        return changed(draft -> draft.tier = tier);
    }

    /** These options with latencies by class. */
    public SimulatorOptions withLatency(Map<String, Duration> latency) {
        return changed(draft -> draft.latency = latency);
    }

    /** These options with another index delay. */
    public SimulatorOptions withIndexDelay(IndexDelay indexDelay) {
        return changed(draft -> draft.indexDelay = indexDelay);
    }

    /** These options with a share of short pages. */
    public SimulatorOptions withShortPages(double shortPages) {
        return changed(draft -> draft.shortPages = shortPages);
    }

    /** Search pages hold at most so many records, so that few records make many pages. */
    public SimulatorOptions withSearchPage(int most) {
        return changed(draft -> draft.searchPage = most);
    }

    /** These options with another order of ids. */
    public SimulatorOptions withIdOrder(IdOrder idOrder) {
        return changed(draft -> draft.idOrder = idOrder);
    }

    /** These options with another list cursor. */
    public SimulatorOptions withListCursor(ListCursor listCursor) {
        return changed(draft -> draft.listCursor = listCursor);
    }

    /** These options with another URL limit. */
    public SimulatorOptions withMaxUrlBytes(int maxUrlBytes) {
        return changed(draft -> draft.maxUrlBytes = maxUrlBytes);
    }

    /** These options with these static tokens. */
    public SimulatorOptions withTokens(List<TokenGrant> tokens) {
        return changed(draft -> draft.tokens = tokens);
    }

    /** These options with these OAuth apps. */
    public SimulatorOptions withOauthClients(List<OAuthClient> oauthClients) {
        return changed(draft -> draft.oauthClients = oauthClients);
    }

    /** These options with another effect of archiving. */
    public SimulatorOptions withOnArchive(Bump onArchive) {
        return changed(draft -> draft.onArchive = onArchive);
    }

    /** These options with another effect of restoring. */
    public SimulatorOptions withOnRestore(Bump onRestore) {
        return changed(draft -> draft.onRestore = onRestore);
    }

    /** These options with another mode of merges. */
    public SimulatorOptions withMergeMode(MergeMode mergeMode) {
        return changed(draft -> draft.mergeMode = mergeMode);
    }

    /** These options with another form of toObjectId. */
    public SimulatorOptions withIdJson(IdJson idJson) {
        return changed(draft -> draft.idJson = idJson);
    }

    /** These options with another habit of Retry-After. */
    public SimulatorOptions withRetryAfter(RetryAfter retryAfter) {
        return changed(draft -> draft.retryAfter = retryAfter);
    }

    /** These options with another limit of search bodies. */
    public SimulatorOptions withBodyLimit(BodyLimit bodyLimit) {
        return changed(draft -> draft.bodyLimit = bodyLimit);
    }

    /** These options with another answer to calls that name a sensitive property without its scope. */
    public SimulatorOptions withSensitiveReads(SensitiveReads sensitiveReads) {
        return changed(draft -> draft.sensitiveReads = sensitiveReads);
    }

    /** These options with another view of the Content-Type of bodies. */
    public SimulatorOptions withContentType(ContentType contentType) {
        return changed(draft -> draft.contentType = contentType);
    }

    /** These options with or without compressed answers. */
    public SimulatorOptions withCompression(Compression compression) {
        return changed(draft -> draft.compression = compression);
    }

    /** These options with another account id. */
    public SimulatorOptions withPortalId(long portalId) {
        return changed(draft -> draft.portalId = portalId);
    }

    /** These options with another time zone. */
    public SimulatorOptions withTimeZone(String timeZone) {
        return changed(draft -> draft.timeZone = timeZone);
    }

    /** These options with custom object types besides {@code machines}. */
    public SimulatorOptions withCustomTypes(String... names) {
        return changed(draft -> draft.customTypes = List.of(names));
    }

    /** These options with types of HubSpot's own that the account does not use. */
    public SimulatorOptions withInactiveTypes(String... names) {
        return changed(draft -> draft.inactiveTypes = List.of(names));
    }

    /** These options with lists from the start. */
    public SimulatorOptions withLists(List<ListPlan> lists) {
        return changed(draft -> draft.lists = lists);
    }

    /** These options with one more static list of so many generated records. */
    public SimulatorOptions withList(String objectType, long members) {
        var more = new ArrayList<>(lists);
        more.add(ListPlan.of(objectType, members));
        return withLists(more);
    }

    /** These options with another place of new ids. */
    public SimulatorOptions withNewIds(NewIds newIds) {
        return changed(draft -> draft.newIds = newIds);
    }

    /** These options with access tokens that end after another time than is announced. */
    public SimulatorOptions withOauthLifetime(Duration oauthLifetime) {
        return changed(draft -> draft.oauthLifetime = oauthLifetime);
    }

    /** These options with shorter pages of associations. */
    public SimulatorOptions withAssociationPage(int associationPage) {
        return withFacts(facts.withAssociationPage(associationPage));
    }

    /** These options with other answers about what belongs to records. */
    public SimulatorOptions withFacts(FactOptions facts) {
        return changed(draft -> draft.facts = facts);
    }

    /** These options with faults from the start. */
    public SimulatorOptions withFaults(List<FaultRule> faults) {
        return changed(draft -> draft.faults = faults);
    }

    /** These options with traffic from the start. */
    public SimulatorOptions withTraffic(TrafficPlan plan) {
        return changed(draft -> draft.traffic = Optional.of(plan));
    }

    /** These options with so many records of one more type. */
    public SimulatorOptions withRecords(String objectType, long count) {
        var more = new HashMap<>(records);
        more.put(objectType, count);
        return withRecords(more);
    }

    /** These options with so many properties of the account's own, by type name. */
    public SimulatorOptions withExtraProperties(Map<String, Integer> extraProperties) {
        return changed(draft -> draft.extraProperties = extraProperties);
    }

    /** These options with so many properties of the account's own. */
    public SimulatorOptions withExtraProperties(String objectType, int count) {
        var more = new HashMap<>(extraProperties);
        more.put(objectType, count);
        return changed(draft -> draft.extraProperties = more);
    }

    /** These options with one static token that may do everything. */
    public SimulatorOptions withToken(String token) {
        return withTokens(List.of(TokenGrant.unrestricted(token)));
    }

    /** These options on a clock that stands still until it is advanced. */
    public SimulatorOptions withVirtualClock(Instant start) {
        return changed(draft -> {
            draft.clock = SimulatorClock.Kind.VIRTUAL;
            draft.virtualStart = start;
        });
    }

    private SimulatorOptions changed(Consumer<OptionsDraft> change) {
        var draft = new OptionsDraft(this);
        change.accept(draft);
        return draft.finished();
    }

    PortalSettings portalSettings() {
        return new PortalSettings(
                seed,
                portalId,
                records,
                extraProperties,
                customTypes,
                inactiveTypes,
                lists,
                newIds,
                facts.historyDepth(),
                timeZone,
                "app.hubspot.com");
    }

    ApiSettings apiSettings() {
        return new ApiSettings(
                maxUrlBytes,
                latency,
                shortPages,
                searchPage,
                listCursor,
                idJson,
                retryAfter,
                bodyLimit,
                sensitiveReads,
                contentType,
                facts.associationPage(),
                facts.archivedOrder(),
                seed);
    }

    ChangeSettings changeSettings() {
        return new ChangeSettings(onArchive, onRestore, mergeMode, facts.mergedIds());
    }
}
