package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import io.hubflow.hubspot.quota.QuotaGovernor;
import io.hubflow.hubspot.quota.QuotaModel;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import io.hubflow.hubspot.quota.Timeline;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntConsumer;
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
public final class HubSpotClient implements AutoCloseable {
    /** HubSpot's largest batch read without property histories. */
    public static final int MAX_BATCH = 100;

    /** HubSpot's largest batch read with property histories (reference §5). */
    public static final int MAX_HISTORY_BATCH = 50;

    private static final Set<Integer> FORBIDDEN = Set.of(403);

    /** How a portal without sensitive data refuses to list it is unverified: as forbidden, or as a bad parameter. */
    private static final Set<Integer> NO_SENSITIVE_DATA = Set.of(400, 403);

    private static final int OWNER_PAGE = 100;

    /** Owners are people: a portal with more pages than this has a cursor that goes round. */
    private static final int MAX_OWNER_PAGES = 10_000;

    /** As long as a cursor gets, for {@link #fitsUrl}. */
    private static final Optional<String> LONGEST_AFTER = Optional.of("9".repeat(20));

    private final HubSpotSettings settings;
    private final Transport transport;
    private final ApiPaths paths;
    private final QuotaGovernor governor;
    private final CallCounters counters;
    private final LatencyMeter meter = new LatencyMeter();
    private final Timeline timeline;
    private final RandomGenerator random;
    private final ServerClock clock;
    private final Exchange exchange;
    private final Runnable closing;
    private final BearerTokens tokens;
    private final Associations associations;
    private final PortalSettings portalSettings;
    private volatile @Nullable AccountDetails account;
    private volatile @Nullable ConnectorException schemasRefusal;

    private final PageSizes pageSizes;
    private final UrlBound urlBound;

    private HubSpotClient(
            HubSpotSettings settings,
            Transport transport,
            Timeline timeline,
            RandomGenerator random,
            PageSizes pageSizes) {
        this.pageSizes = pageSizes;
        this.settings = settings;
        this.urlBound = new UrlBound(settings.maxUrlBytes());
        this.transport = transport;
        this.timeline = timeline;
        this.random = random;
        this.closing = transport::close;
        this.paths = new ApiPaths(settings.dialect());
        this.governor = new QuotaGovernor(settings.quota(), timeline);
        this.counters = new CallCounters();
        this.clock = new ServerClock(timeline);
        this.exchange =
                new Exchange(settings, transport, governor, new Backoff(random), counters, meter, clock, timeline);
        this.tokens = switch (settings.tokens()) {
            case AccessTokens.Static fixed -> BearerTokens.fixed(fixed.token());
            case AccessTokens.OAuthRefresh refresh -> new RefreshedTokens(refresh, exchange, paths.token(), timeline);
        };
        this.associations = new Associations(this::call, paths);
        this.portalSettings = new PortalSettings(this::call, paths);
    }

    private HubSpotClient(HubSpotClient origin) {
        this.pageSizes = origin.pageSizes;
        this.settings = origin.settings;
        this.urlBound = new UrlBound(settings.maxUrlBytes());
        this.transport = origin.transport;
        this.timeline = origin.timeline;
        this.random = origin.random;
        this.closing = () -> {};
        this.paths = origin.paths;
        this.governor = origin.governor;
        this.counters = new CallCounters();
        this.clock = origin.clock;
        this.exchange =
                new Exchange(settings, transport, governor, new Backoff(random), counters, meter, clock, timeline);
        this.tokens = origin.tokens;
        this.associations = new Associations(this::call, paths);
        this.portalSettings = new PortalSettings(this::call, paths);
    }

    /**
     * A client for one run of a process that lives longer: it shares what this one knows of the quota, the clock and the token,
     * and its connections, and counts its calls from zero. This one must stay open for as long.
     */
    public HubSpotClient forRun() {
        return new HubSpotClient(this);
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
        return new HubSpotClient(
                withoutSlash(settings),
                new JdkTransport(settings.connectTimeout(), settings.route(), pageSizes.maxBytes()),
                Timeline.system(),
                () -> ThreadLocalRandom.current().nextLong(),
                pageSizes);
    }

    static HubSpotClient open(
            HubSpotSettings settings, Transport transport, Timeline timeline, RandomGenerator random) {
        SettingsCheck.require(settings);
        var pageSizes = new PageSizes(Runtime.getRuntime().maxMemory());
        return new HubSpotClient(withoutSlash(settings), transport, timeline, random, pageSizes);
    }

    /**
     * How many whole records of a type to ask for at once, at most {@code most}: so many that the answer takes a small share
     * of the memory that there is, as far as the answers so far tell.
     */
    public int pageLimit(String objectType, int most) {
        return pageSizes.limit(objectType, most);
    }

    /**
     * Waits until there is memory for a page of up to {@code records} whole records, to be held from the call until the rows
     * were handed on. Shared by all object types.
     *
     * @param properties of each record, from which its size is guessed until one has come
     */
    public PageRoom awaitRoom(String objectType, int properties, int records) {
        try {
            return PageMemory.ofProcess().await(pageSizes.pageBytes(objectType, properties, records));
        } catch (InterruptedException e) {
            throw ConnectorException.interrupted(e);
        }
    }

    /** How many pages of a list may wait to be handed on, at most {@code most}. */
    public int waitingPages(String objectType, int properties, int most) {
        return PageMemory.ofProcess().waiting(pageSizes.pageBytes(objectType, properties, ListRequest.MAX_LIMIT), most);
    }

    /** Learns from an answer that is too large: {@link #pageLimit} is lower from then on. */
    private RecordPage sized(String objectType, int rows, Call call, AnswerReader<RecordPage> reader) {
        try {
            return call(call, reader);
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.HUBSPOT_ANSWER_TOO_LARGE) {
                pageSizes.tooLarge(objectType, rows);
            }
            throw e;
        }
    }

    /** @throws ConnectorException {@code HUBSPOT_URL_TOO_LONG} when {@link #fitsUrl} is false */
    public RecordPage listRecords(ListRequest request) {
        requireLimit(request.limit(), 1, ListRequest.MAX_LIMIT);
        var target = paths.list(request);
        if (!fits(target)) {
            throw new ConnectorException(
                    ErrorCode.HUBSPOT_URL_TOO_LONG,
                    "Listing %s with %d properties takes a URL of %d bytes; %d are allowed."
                            .formatted(
                                    request.objectType(),
                                    request.properties().size(),
                                    urlBytes(target),
                                    urlBound.bytes()),
                    "Nothing was sent.",
                    "List the ids and read the properties by batch.");
        }
        var call = Call.get(CallKind.LIST, request.objectType(), target);
        try {
            return list(request, call);
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.HUBSPOT_URL_TOO_LONG) {
                urlBound.refused(urlBytes(target));
            } else if (call.isLong() && e.code() == ErrorCode.HUBSPOT_ANSWER_BROKEN) {
                return listAfterCut(request, call, e);
            }
            throw e;
        }
    }

    private RecordPage list(ListRequest request, Call call) {
        return sized(request.objectType(), request.limit(), call, page(request.objectType(), request.properties()));
    }

    /**
     * Something on the way may cut the connection over a URL that is too long in place of answering 414. That it is not the
     * network's fault shows when a short URL is answered and the long one is cut again.
     */
    private RecordPage listAfterCut(ListRequest request, Call call, ConnectorException cut) {
        var none = PropertySelection.none();
        var shortest = new ListRequest(request.objectType(), none, request.after(), 1, request.state());
        call(Call.get(CallKind.LIST, request.objectType(), paths.list(shortest)), page(request.objectType(), none));
        try {
            return list(request, call);
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.HUBSPOT_URL_TOO_LONG) {
                urlBound.refused(urlBytes(call.target()));
                throw e;
            }
            if (e.code() != ErrorCode.HUBSPOT_ANSWER_BROKEN) {
                throw e;
            }
            urlBound.cut(urlBytes(call.target()));
            throw new ConnectorException(
                    ErrorCode.HUBSPOT_URL_TOO_LONG,
                    "The connection broke each time a URL of %d bytes was sent, while a short one was answered."
                            .formatted(urlBytes(call.target())),
                    "Nothing of %s was read by it.".formatted(request.objectType()),
                    "Set max-url-bytes lower, so that such URLs are not tried.",
                    cut);
        }
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

    /** Whether a list call with all these properties stays under the length of URL that this portal takes. */
    public boolean fitsUrl(String objectType, PropertySelection properties) {
        return fits(paths.list(objectType, properties, LONGEST_AFTER, ListRequest.MAX_LIMIT, RecordState.ARCHIVED));
    }

    /**
     * One page of a search; freshly changed records may not be found yet, archived ones never are.
     *
     * @throws IllegalArgumentException when the limit is outside 0…200
     * @throws ConnectorException {@code HUBSPOT_REQUEST_REFUSED} when the page would pass the first 10,000 matches
     */
    public RecordPage searchRecords(SearchRequest request) {
        requireLimit(request.limit(), 0, SearchRequest.MAX_LIMIT);
        var call = Call.postJson(
                CallKind.SEARCH, request.objectType(), paths.search(request.objectType()), Bodies.search(request));
        return sized(
                request.objectType(), request.limit(), call, counted(page(request.objectType(), request.properties())));
    }

    /** A search that does not count is no search: nobody could tell an empty answer from one that lost its rows. */
    private static AnswerReader<RecordPage> counted(AnswerReader<RecordPage> reader) {
        return answer -> {
            var page = reader.read(answer);
            if (page.total().isEmpty()) {
                throw new ForeignAnswerException("a search without \"total\"");
            }
            return page;
        };
    }

    /**
     * Reads up to 100 records by id; the answer's order is HubSpot's, ids it does not find are in {@code missingIds}.
     * An id that stands twice is asked for once; no ids make no call.
     *
     * @throws ConnectorException {@code HUBSPOT_INCOMPLETE} when HubSpot reports another error than "not found" for some
     *     of the ids, after the usual tries: they are then neither read nor missing
     */
    public RecordPage batchRead(String objectType, PropertySelection properties, List<Long> ids, RecordState state) {
        var distinct = List.copyOf(new LinkedHashSet<>(ids));
        if (distinct.isEmpty()) {
            return new RecordPage(List.of(), List.of(), List.of(), Optional.empty(), OptionalLong.empty(), serverNow());
        }
        requireLimit(distinct.size(), 1, MAX_BATCH);
        var call = Call.postJson(
                CallKind.BATCH_READ,
                objectType,
                paths.batchRead(objectType, state),
                Bodies.batchRead(properties, distinct));
        return sized(objectType, distinct.size(), call, answer -> {
            var page = BatchAnswer.read(answer, properties, distinct, clock.timeOf(answer));
            pageSizes.came(objectType, page.records().size(), answer.body().length);
            return page;
        });
    }

    /**
     * What HubSpot keeps of the earlier values of these properties of up to {@value #MAX_HISTORY_BATCH} live records. An id that
     * stands twice is asked for once; no ids make no call.
     *
     * @throws ConnectorException as {@link #batchRead}; {@code HUBSPOT_ANSWER_TOO_LARGE} when fewer must be asked for at once
     */
    public HistoryBatch fetchHistories(String objectType, List<String> properties, List<Long> ids) {
        var distinct = List.copyOf(new LinkedHashSet<>(ids));
        if (distinct.isEmpty()) {
            return new HistoryBatch(Map.of(), List.of());
        }
        requireLimit(distinct.size(), 1, MAX_HISTORY_BATCH);
        var call = Call.postJson(
                CallKind.BATCH_READ,
                objectType,
                paths.batchRead(objectType, RecordState.LIVE),
                Bodies.batchReadOfHistories(properties, distinct));
        return call(call, answer -> HistoryReader.read(answer.body(), distinct));
    }

    /** The splits of up to {@value #MAX_BATCH} deals, by deal; a deal that is not in it has none. */
    public Map<Long, List<DealSplit>> fetchDealSplits(List<Long> dealIds) {
        var distinct = List.copyOf(new LinkedHashSet<>(dealIds));
        if (distinct.isEmpty()) {
            return Map.of();
        }
        requireLimit(distinct.size(), 1, MAX_BATCH);
        var call = Call.postJson(CallKind.BATCH_READ, "deal_splits", paths.dealSplits(), Bodies.ids(distinct));
        return call(call, DealSplitReader::read);
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
     * result instead of ending the call. Three calls.
     */
    public PropertyCatalog fetchPropertyCatalog(String objectType) {
        var byName = new LinkedHashMap<String, PropertyDefinition>();
        var refused = new EnumMap<DataSensitivity, ConnectorException>(DataSensitivity.class);
        for (var sensitivity : DataSensitivity.values()) {
            var call = Call.get(CallKind.OTHER, objectType, paths.properties(objectType, sensitivity));
            var reader = CatalogReader.properties(sensitivity);
            var read = switch (sensitivity) {
                case NON_SENSITIVE -> call(call, reader);
                case SENSITIVE, HIGHLY_SENSITIVE ->
                    exchange.callUnlessRefused(
                                    tokens,
                                    call,
                                    reader,
                                    NO_SENSITIVE_DATA,
                                    failure -> refused.put(sensitivity, failure))
                            .orElse(List.of());
            };
            read.forEach(property -> byName.putIfAbsent(property.name(), property));
        }
        return new PropertyCatalog(List.copyOf(byName.values()), refused);
    }

    /** Active and archived owners, all pages. */
    public List<Owner> fetchOwners() {
        var owners = new ArrayList<Owner>();
        for (var state : RecordState.values()) {
            Optional<String> after = Optional.empty();
            var pages = 0;
            do {
                if (++pages > MAX_OWNER_PAGES) {
                    throw new ConnectorException(
                            ErrorCode.HUBSPOT_ANSWER_BROKEN,
                            "HubSpot's list of owners did not end after %d pages.".formatted(MAX_OWNER_PAGES),
                            "The owners were not read.",
                            "");
                }
                var call = Call.get(CallKind.OTHER, "owners", paths.owners(state, OWNER_PAGE, after));
                var page = call(call, CatalogReader::owners);
                owners.addAll(page.owners());
                after = page.nextAfter();
            } while (after.isPresent());
        }
        return List.copyOf(owners);
    }

    /** Live pipelines in display order, each with its stages likewise. */
    public List<Pipeline> fetchPipelines(String objectType) {
        return List.copyOf(
                call(Call.get(CallKind.OTHER, objectType, paths.pipelines(objectType)), CatalogReader::pipelines));
    }

    /** Custom object types; empty when the portal or the token has none (403). */
    public List<ObjectSchema> fetchSchemas() {
        var call = Call.get(CallKind.OTHER, "schemas", paths.schemas());
        return exchange.callUnlessRefused(
                        tokens, call, CatalogReader::schemas, FORBIDDEN, failure -> schemasRefusal = failure)
                .map(List::copyOf)
                .orElse(List.of());
    }

    /** HubSpot's refusal of the last {@link #fetchSchemas}; absent when it answered. */
    public Optional<ConnectorException> schemasRefused() {
        return Optional.ofNullable(schemasRefusal);
    }

    public AccountDetails fetchAccount() {
        var fetched = call(Call.get(CallKind.OTHER, "account", paths.account()), CatalogReader::account);
        account = fetched;
        return fetched;
    }

    /** What {@link #fetchAccount} told last; absent when it was not asked or HubSpot does not tell this token. */
    public Optional<AccountDetails> lastAccount() {
        return Optional.ofNullable(account);
    }

    /**
     * HubSpot's clock: the last {@code Date} header carried forward by our elapsed time; ours before the first answer. Where
     * the two differ by more than five minutes, the earlier one.
     */
    public Instant serverNow() {
        return clock.now().now();
    }

    /** HubSpot's clock and ours, for whatever must be right by both. */
    public ServerTime serverTime() {
        return clock.now();
    }

    /**
     * As {@link #serverTime()}, for a client whose first calls already read records: until answers have told HubSpot's time,
     * this machine's clock may be ahead of it, so the earliest time is no later than one that HubSpot's clock has passed.
     *
     * @param passed a time by HubSpot's clock that lies in the past
     */
    public ServerTime serverTimeAfter(Instant passed) {
        return clock.now(passed);
    }

    /** What is wrong with the clocks, in a sentence for the operator; absent while nothing is. */
    public Optional<String> clockProblem() {
        return clock.problem();
    }

    /** Calls made for this object type so far; {@code owners}, {@code schemas}, {@code account}, {@code oauth} likewise. */
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
        governor.shareAmong(processes);
    }

    public QuotaSnapshot quota() {
        return governor.snapshot();
    }

    /** The limits as they are known now, for foretelling when calls can be sent. */
    public QuotaModel quotaModel() {
        return governor.model();
    }

    /** How long calls of each kind took so far; of kinds that were not made, how long they usually take. */
    public Latencies latencies() {
        return meter.latencies();
    }

    /** Bytes that a whole record of this object type takes in pages, unpacked; 0 before a page has come. */
    public double bytesPerRecord(String objectType) {
        return pageSizes.recordBytes(objectType);
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

    private AnswerReader<RecordPage> page(String objectType, PropertySelection properties) {
        return answer -> {
            var body = RecordPageReader.read(answer.body(), properties);
            if (properties.size() > 0) {
                pageSizes.came(objectType, body.records().size(), answer.body().length);
            }
            return new RecordPage(
                    body.records(), body.malformed(), List.of(), body.nextAfter(), body.total(), clock.timeOf(answer));
        };
    }

    private boolean fits(String target) {
        return urlBound.fits(urlBytes(target));
    }

    private int urlBytes(String target) {
        return settings.baseUrl().toString().length() + target.length();
    }

    private static void requireLimit(int limit, int least, int most) {
        if (limit < least || limit > most) {
            throw new IllegalArgumentException("limit must be %d…%d, was %d".formatted(least, most, limit));
        }
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
