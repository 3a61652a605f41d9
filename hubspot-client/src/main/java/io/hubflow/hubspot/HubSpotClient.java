package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.hubspot.quota.QuotaModel;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import io.hubflow.hubspot.quota.Timeline;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls one HubSpot portal: waits for quota, sends, retries what can be retried, and gives typed answers.
 *
 * <p>Thread-safe; every method blocks (made for virtual threads) and may be called from many threads at once. All
 * methods throw {@link io.hubflow.error.ConnectorException} with a {@code HUBSPOT_*} code when the answer is final, and
 * {@code INTERRUPTED} when the thread is interrupted. The token never appears in a message or a log, and is only ever
 * sent to {@link HubSpotSettings#baseUrl()}: redirects and {@code paging.next.link} are not followed.
 *
 * <p>Failures that pass by themselves (5xx, 423, resets, stalls, damaged bodies) are tried
 * {@link HubSpotSettings#maxTries()} times with growing pauses, for five minutes at most; 429s wait for HubSpot's window.
 */
public final class HubSpotClient implements PortalRecords, AutoCloseable {
    /** HubSpot's largest batch read without property histories. */
    public static final int MAX_BATCH = 100;

    /** HubSpot's largest batch read with property histories (reference §5). */
    public static final int MAX_HISTORY_BATCH = 50;

    private final PortalConnection connection;
    private final CallCounters counters = new CallCounters();
    private final LatencyMeter meter = new LatencyMeter();
    private final UrlBound urlBound;
    private final Exchange exchange;
    private final BearerTokens tokens;
    private final RecordCalls records;
    private final DefinitionCalls definitions;
    private final Associations associations;
    private final PortalSettings portalSettings;
    private final Runnable closing;
    private final AtomicReference<@Nullable Future<AccountDetails>> accountAsked = new AtomicReference<>();

    private HubSpotClient(PortalConnection connection, @Nullable BearerTokens shared, Runnable closing) {
        this.connection = connection;
        this.urlBound = new UrlBound(connection.settings().maxUrlBytes());
        this.exchange = connection.exchange(counters, meter);
        this.tokens = shared != null ? shared : connection.tokens(exchange);
        this.records = new RecordCalls(connection, this::call, urlBound);
        this.definitions = new DefinitionCalls(exchange, tokens, connection.paths(), connection.account());
        this.associations = new Associations(this::call, connection.paths());
        this.portalSettings = new PortalSettings(this::call, connection.paths());
        this.closing = closing;
    }

    /**
     * A client for one run of a process that lives longer: it shares what this one knows of the quota, the clock and the token,
     * and its connections, and counts its calls from zero. This one must stay open for as long.
     */
    public HubSpotClient forRun() {
        return new HubSpotClient(connection, tokens, () -> {});
    }

    /**
     * Sends nothing yet.
     *
     * @throws ConnectorException {@code CONFIGURATION_INVALID} with every problem of the settings: an address that is not
     *     scheme and host, http to another machine, a token that is empty or has spaces or line breaks in it
     */
    public static HubSpotClient open(HubSpotSettings settings) {
        SettingsCheck.require(settings);
        var pageSizes = new PageSizes(Runtime.getRuntime().maxMemory());
        return open(
                settings,
                new JdkTransport(settings.connectTimeout(), settings.route(), pageSizes.maxBytes()),
                Timeline.system(),
                () -> ThreadLocalRandom.current().nextLong(),
                pageSizes,
                PageMemory.ofProcess());
    }

    /**
     * A client in a world of its own, where a process may be killed while this one lives on: the memory for pages is not
     * shared, because threads of a killed process never give theirs back.
     */
    static HubSpotClient open(
            HubSpotSettings settings, Transport transport, Timeline timeline, RandomGenerator random) {
        SettingsCheck.require(settings);
        var heapBytes = Runtime.getRuntime().maxMemory();
        return open(settings, transport, timeline, random, new PageSizes(heapBytes), new PageMemory(heapBytes));
    }

    private static HubSpotClient open(
            HubSpotSettings settings,
            Transport transport,
            Timeline timeline,
            RandomGenerator random,
            PageSizes pageSizes,
            PageMemory pageMemory) {
        var connection =
                PortalConnection.of(withoutSlash(settings), transport, timeline, random, pageSizes, pageMemory);
        return new HubSpotClient(connection, null, transport::close);
    }

    /**
     * How many whole records of a type to ask for at once, at most {@code most}: so many that the answer takes a small share
     * of the memory that there is, as far as the answers so far tell.
     */
    public int pageLimit(String objectType, int most) {
        return connection.pageSizes().limit(objectType, most);
    }

    @Override
    public RecordPage fitting(String objectType, int most, IntFunction<RecordPage> call) {
        while (true) {
            var limit = pageLimit(objectType, most);
            try {
                return call.apply(limit);
            } catch (ConnectorException e) {
                if (e.code() != ErrorCode.HUBSPOT_ANSWER_TOO_LARGE || limit == 1) {
                    throw e;
                }
            }
        }
    }

    @Override
    public PageRoom awaitRoom(String objectType, int properties, int records) {
        try {
            return connection.pageMemory().await(connection.pageSizes().pageBytes(objectType, properties, records));
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted(e);
        }
    }

    @Override
    public int waitingPages(String objectType, int properties, int most) {
        return connection
                .pageMemory()
                .waiting(connection.pageSizes().pageBytes(objectType, properties, ListRequest.MAX_LIMIT), most);
    }

    @Override
    public RecordPage listRecords(ListRequest request) {
        return records.listRecords(request);
    }

    /**
     * Goes on with the length of URL that an earlier run has learned for this portal.
     *
     * @param bytes 0 = none was learned yet
     * @param learned hears of each lower one, in bytes; called by the thread whose call was refused
     */
    public void resumeUrlBound(int bytes, IntConsumer learned) {
        urlBound.resume(bytes, learned);
    }

    @Override
    public boolean fitsUrl(String objectType, PropertySelection properties) {
        return records.fitsUrl(objectType, properties);
    }

    @Override
    public RecordPage searchRecords(SearchRequest request) {
        return records.searchRecords(request);
    }

    @Override
    public RecordPage batchRead(String objectType, PropertySelection properties, List<Long> ids, RecordState state) {
        return records.batchRead(objectType, properties, ids, state);
    }

    @Override
    public HistoryBatch fetchHistories(String objectType, List<String> properties, List<Long> ids) {
        return records.fetchHistories(objectType, properties, ids);
    }

    /** The splits of up to {@value #MAX_BATCH} deals, by deal; a deal that is not in it has none. */
    public Map<Long, List<DealSplit>> fetchDealSplits(List<Long> dealIds) {
        return records.fetchDealSplits(dealIds);
    }

    /** Calls about links between records. */
    public Associations associations() {
        return associations;
    }

    /** Calls about lists, users, teams, roles and currencies. */
    public PortalSettings portalSettings() {
        return portalSettings;
    }

    /** Live properties of the sensitivity classes that HubSpot answers for; see {@link #fetchPropertyCatalog}. */
    public List<PropertyDefinition> fetchProperties(String objectType) {
        return fetchPropertyCatalog(objectType).properties();
    }

    /**
     * Live properties by sensitivity class. A class that the token may not see, or the portal does not have, is named in the
     * result instead of ending the call. Three calls at once.
     */
    public PropertyCatalog fetchPropertyCatalog(String objectType) {
        return fetchPropertyCatalog(objectType, Set.of(DataSensitivity.values()));
    }

    /** The same for some of the classes. A call for each of them, all at once. */
    public PropertyCatalog fetchPropertyCatalog(String objectType, Set<DataSensitivity> classes) {
        return definitions.fetchPropertyCatalog(objectType, classes);
    }

    /** Active and archived owners, all pages. */
    public List<Owner> fetchOwners() {
        return definitions.fetchOwners();
    }

    /** Live pipelines in display order, each with its stages likewise. */
    public List<Pipeline> fetchPipelines(String objectType) {
        return definitions.fetchPipelines(objectType);
    }

    /** Custom object types; empty when the portal or the token has none (403). */
    public List<ObjectSchema> fetchSchemas() {
        return definitions.fetchSchemas();
    }

    /** HubSpot's refusal of the last {@link #fetchSchemas}; absent when it answered. */
    public Optional<ConnectorException> schemasRefused() {
        return definitions.schemasRefused();
    }

    /** One call, unless {@link #askForAccount} has made it before. */
    public AccountDetails fetchAccount() {
        var asked = accountAsked.getAndSet(null);
        if (asked == null) {
            return definitions.fetchAccount();
        }
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("the account could not be asked for", e.getCause());
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted(e);
        }
    }

    /** Begins the call of the next {@link #fetchAccount}, and does not wait for it: what else a run opens takes as long. */
    public void askForAccount() {
        var asking = new FutureTask<>(definitions::fetchAccount);
        accountAsked.set(asking);
        Thread.ofVirtual().name("hubspot-account").start(asking);
    }

    /**
     * What {@link #fetchAccount} told last, to this client or another one of the same connection ({@link #forRun}); absent when it
     * was not asked or HubSpot does not tell this token.
     */
    public Optional<AccountDetails> lastAccount() {
        return connection.account().last();
    }

    /** Hears of the account each time that HubSpot tells it to a client of this connection; replaces an earlier watcher. */
    public void watchAccount(Consumer<AccountDetails> watcher) {
        connection.account().watch(watcher);
    }

    @Override
    public Instant serverNow() {
        return connection.clock().now().now();
    }

    @Override
    public ServerTime serverTime() {
        return connection.clock().now();
    }

    /**
     * As {@link #serverTime()}, for a client whose first calls already read records: until answers have told HubSpot's time,
     * this machine's clock may be ahead of it, so the earliest time is no later than one that HubSpot's clock has passed.
     *
     * @param passed a time by HubSpot's clock that lies in the past
     */
    public ServerTime serverTimeAfter(Instant passed) {
        return connection.clock().now(passed);
    }

    /** What is wrong with the clocks, in a sentence for the operator; absent while nothing is. */
    public Optional<String> clockProblem() {
        return connection.clock().problem();
    }

    @Override
    public CallCounts callCounts(String objectType) {
        return counters.of(objectType);
    }

    /** Calls sent so far, tries included, whatever they were for. */
    public long callsSent() {
        return callCounts().total();
    }

    /** All calls made so far, of whatever type. */
    public CallCounts callCounts() {
        return counters.all();
    }

    /** The answers that these calls have got so far, by kind and status, in a fixed order. */
    public List<AnsweredCalls> answeredCalls() {
        return counters.answers();
    }

    /** Tells how many processes call this portal with this token at once, this one included; each takes an equal part. */
    public void shareQuotaAmong(int processes) {
        connection.governor().shareAmong(processes);
    }

    /** Counts searches and the day's calls together with {@code other}, whose key belongs to the same HubSpot account. */
    public void shareAccountWith(HubSpotClient other) {
        connection.governor().shareAccountWith(other.connection.governor());
    }

    /** Whether the address is one of this machine, where only a stand-in can answer. */
    public boolean isOnThisMachine() {
        return SettingsCheck.isLoopback(connection.settings().baseUrl().getHost());
    }

    @Override
    public QuotaSnapshot quota() {
        return connection.governor().snapshot();
    }

    @Override
    public long listCallsFor(long records, int perCall) {
        return connection.governor().listCallsFor(records, perCall, SearchRequest.MAX_LIMIT);
    }

    /** The limits as they are known now, for foretelling when calls can be sent. */
    public QuotaModel quotaModel() {
        return connection.governor().model();
    }

    /** How long calls of each kind took so far; of kinds that were not made, how long they usually take. */
    public Latencies latencies() {
        return meter.latencies();
    }

    /** Bytes that a whole record of this object type takes in pages, unpacked; 0 before a page has come. */
    public double bytesPerRecord(String objectType) {
        return connection.pageSizes().recordBytes(objectType);
    }

    /** Bytes of all answers so far, unpacked. */
    public long bytesReceived() {
        return meter.bytes();
    }

    /** Ends the calls that are still under way; they throw {@code INTERRUPTED}, and so do later ones. */
    @Override
    public void close() {
        exchange.close();
        closing.run();
    }

    private <T> T call(Call call, AnswerReader<T> reader) {
        return exchange.call(tokens, call, reader);
    }

    private static HubSpotSettings withoutSlash(HubSpotSettings settings) {
        var url = settings.baseUrl().toString();
        return !url.endsWith("/")
                ? settings
                : new HubSpotSettings(
                        URI.create(url.substring(0, url.length() - 1)),
                        settings.dialect(),
                        settings.tokens(),
                        settings.quota(),
                        settings.connectTimeout(),
                        settings.requestTimeout(),
                        settings.maxTries(),
                        settings.maxUrlBytes(),
                        settings.route());
    }
}
