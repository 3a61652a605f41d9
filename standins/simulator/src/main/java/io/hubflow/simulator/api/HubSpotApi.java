package io.hubflow.simulator.api;

import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultPlan;
import io.hubflow.simulator.http.Request;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.index.SearchIndex;
import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.mutation.Changes;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.quota.CallLog;
import io.hubflow.simulator.quota.CallStats;
import io.hubflow.simulator.quota.Quota;
import io.hubflow.simulator.quota.Verdict;
import io.hubflow.simulator.traffic.Traffic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The whole API. Checks come in the order auth, type, scope, rate (type before scope is observed, the rest unverified);
 * then faults, hooks and latency; then the answer. Safe for use by many threads.
 */
public final class HubSpotApi {
    private static final String URI_TOO_LONG =
            "<html><head><title>414 Request-URI Too Large</title></head><body>414 Request-URI Too Large</body></html>";
    private static final String EDGE_REFUSED =
            "<html><head><title>530</title></head><body>error code: 1033</body></html>";

    private final Parts parts;
    private final Failures failures;
    private final FaultAnswers faultAnswers;
    private final AnswerEdits answerEdits;
    private final RateHeaders rateHeaders;
    private final ListHandler lists;
    private final SearchHandler searches;
    private final BatchReadHandler batches;
    private final PropertiesHandler properties;
    private final AccountHandler account;
    private final AssociationsHandler associations;
    private final CrmListsHandler crmLists;
    private final SettingsHandler accountSettings;
    private final DealSplitsHandler dealSplits;
    private final OAuthHandler oauth;
    private final WriteHandler writes;

    /** What the API is put together from. */
    public record Parts(
            ApiSettings settings,
            Portal portal,
            SearchIndex index,
            Quota quota,
            CallStats stats,
            Credentials credentials,
            FaultPlan faults,
            Hooks hooks,
            Traffic traffic,
            Changes changes) {}

    /** An API over its parts. */
    public HubSpotApi(Parts parts) {
        this.parts = parts;
        var portal = parts.portal;
        this.failures = new Failures(portal.clock(), portal.settings().portalId(), parts.settings.seed());
        this.faultAnswers = new FaultAnswers(failures);
        this.answerEdits = new AnswerEdits(portal);
        this.rateHeaders = new RateHeaders(parts.quota);
        this.lists = new ListHandler(portal, parts.settings);
        this.searches = new SearchHandler(portal, parts.index, parts.settings);
        this.batches = new BatchReadHandler(portal, parts.settings);
        this.properties = new PropertiesHandler(portal);
        this.account = new AccountHandler(portal, parts.quota, properties);
        this.associations = new AssociationsHandler(portal, parts.settings);
        this.crmLists = new CrmListsHandler(portal);
        this.accountSettings = new SettingsHandler(portal);
        this.dealSplits = new DealSplitsHandler(portal);
        this.oauth = new OAuthHandler(parts.credentials, portal.settings().portalId());
        this.writes = new WriteHandler(portal, parts.changes);
    }

    /**
     * Answers a request.
     *
     * @param baseUrl what links start with
     */
    public Response answer(Request request, String baseUrl) throws InterruptedException {
        long startedNanos = System.nanoTime();
        long arrivedMillis = parts.portal.clock().millis();
        var route = Router.route(request.method(), request.segments());
        var exchange = new Exchange(request, route);
        Response response;
        try {
            response = checked(exchange, baseUrl, startedNanos);
        } catch (ApiException refused) {
            response = failures.answer(refused.failure());
        }
        if (!response.headers().containsKey(Failures.CORRELATION_HEADER)) {
            response = response.with(Failures.CORRELATION_HEADER, failures.nextId());
        }
        boolean never =
                response.delivery() == Response.Delivery.RESET || response.delivery() == Response.Delivery.STALLED;
        int status = never ? 0 : response.status();
        parts.stats.answered(route.endpoint().word(), status, exchange.rows());
        parts.stats
                .log()
                .add(new CallLog.Entry(
                        arrivedMillis,
                        parts.portal.clock().millis(),
                        route.endpoint().word(),
                        exchange.findType().map(parts.portal.types()::key).orElse(""),
                        request.method(),
                        request.target(),
                        new String(request.body(), StandardCharsets.UTF_8),
                        status));
        String trace = Long.toHexString(Hash.mix(startedNanos));
        return response.with("X-Trace", trace);
    }

    private Response checked(Exchange exchange, String baseUrl, long startedNanos) throws InterruptedException {
        var request = exchange.request();
        if (request.target().length() > parts.settings.maxUrlBytes()) {
            return Response.html(414, URI_TOO_LONG);
        }
        if (exchange.route() == Route.NONE) {
            throw new ApiException(Failure.of(404, "resource not found", null));
        }
        if (exchange.route().endpoint() == Endpoint.OAUTH) {
            return oauth(exchange);
        }
        if (parts.credentials.isMalformed(request)) {
            return Response.html(530, EDGE_REFUSED);
        }
        exchange.identify(parts.credentials.authenticate(request));
        if (parts.settings.contentType() == ApiSettings.ContentType.CHECKED && !request.isDeclaredAsJson()) {
            throw new ApiException(Failure.of(415, "Unsupported Media Type", null));
        }
        inferType(exchange);
        Scopes.check(exchange);
        if (exchange.caller().refused().contains(exchange.route().endpoint().word())) {
            throw new ApiException(Failure.missingScopes(List.of("oauth")));
        }
        return withinLimits(exchange, baseUrl, startedNanos);
    }

    private Response withinLimits(Exchange exchange, String baseUrl, long startedNanos) throws InterruptedException {
        var bucket = exchange.route().endpoint().bucket();
        var caller = exchange.caller();
        Verdict verdict = parts.quota.take(caller.appId(), caller.oauth(), bucket);
        parts.stats.arrived(bucket, verdict);
        Response response = switch (verdict) {
            case Verdict.Accepted accepted -> accepted(exchange, baseUrl, startedNanos);
            case Verdict.Rejected rejected -> rejected(rejected, caller.appId());
        };
        return rateHeaders.add(response, bucket, caller.oauth(), verdict);
    }

    private Response rejected(Verdict.Rejected rejected, String appId) {
        Response response = failures.answer(failures.limit(rejected.limit(), appId));
        return parts.settings.retryAfter() == ApiSettings.RetryAfter.ABSENT
                ? response
                : response.with("Retry-After", String.valueOf(FaultAnswers.secondsFor(rejected.limit())));
    }

    private Response accepted(Exchange exchange, String baseUrl, long startedNanos) throws InterruptedException {
        var endpoint = exchange.route().endpoint();
        String typeName = exchange.findType().map(parts.portal.types()::key).orElse("");
        var struck = parts.faults.next(endpoint.word(), typeName, exchange.sensitivity());
        exchange.spoil(struck);
        return answerEdits.apply(exchange, unedited(exchange, baseUrl, startedNanos));
    }

    private Response unedited(Exchange exchange, String baseUrl, long startedNanos) throws InterruptedException {
        var endpoint = exchange.route().endpoint();
        var failure = exchange.struck().failure().orElse(null);
        if (failure instanceof Fault.Refuse refuse) {
            return faultAnswers.refuse(refuse, exchange);
        }
        if (failure instanceof Fault.RateLimit limit) {
            return faultAnswers.rateLimit(limit, exchange);
        }
        if (failure instanceof Fault.RevokeToken) {
            parts.credentials.revoke(exchange.caller().token());
            return failures.answer(Failure.noCredentials());
        }
        if (failure instanceof Fault.ExpireToken) {
            parts.credentials.expire(exchange.caller().token());
            return failures.answer(
                    Failure.expired(0, IsoTime.text(parts.portal.clock().millis())));
        }
        Duration delay = failure instanceof Fault.Slow slow ? latency(endpoint).plus(slow.delay()) : latency(endpoint);
        parts.traffic.before(endpoint.word());
        parts.hooks.run(
                endpoint, exchange.findType().map(parts.portal.types()::key).orElse(""));
        Response response;
        try {
            response = carriedOut(exchange, baseUrl);
        } catch (ApiException refused) {
            response = failures.answer(refused.failure());
        }
        long leftNanos = delay.toNanos() - (System.nanoTime() - startedNanos);
        if (leftNanos > 0) {
            Thread.sleep(Duration.ofNanos(leftNanos));
        }
        return failure == null ? response : faultAnswers.spoil(response, failure);
    }

    private Response carriedOut(Exchange exchange, String baseUrl) {
        return exchange.route().endpoint() == Endpoint.WRITE
                ? parts.portal.write(() -> perform(exchange, baseUrl))
                : parts.portal.read(() -> perform(exchange, baseUrl));
    }

    private Response perform(Exchange exchange, String baseUrl) {
        return switch (exchange.route().action()) {
            case LIST -> lists.list(exchange, baseUrl);
            case READ -> lists.read(exchange);
            case SEARCH -> searches.search(exchange);
            case BATCH_READ -> batches.read(exchange);
            case CREATE -> writes.create(exchange);
            case UPDATE -> writes.update(exchange);
            case ARCHIVE -> writes.archive(exchange);
            case MERGE -> writes.merge(exchange);
            case GDPR_DELETE -> writes.gdprDelete(exchange);
            case PROPERTIES -> properties.all(exchange);
            case PROPERTY -> properties.one(exchange);
            case PROPERTY_GROUPS -> properties.groups(exchange);
            case PROPERTIES_BATCH_READ -> properties.batch(exchange);
            case SCHEMAS -> account.schemas(exchange);
            case SCHEMA -> account.schema(exchange);
            case OWNERS -> account.owners(exchange, baseUrl);
            case OWNER -> account.owner(exchange);
            case PIPELINES -> account.pipelines(exchange);
            case PIPELINE -> account.pipeline(exchange);
            case STAGES -> account.stages(exchange);
            case LINKS_OF_ONE -> associations.ofOne(exchange, baseUrl);
            case LINKS_BATCH_READ -> associations.batch(exchange, baseUrl);
            case LINK_LABELS -> associations.labels(exchange);
            case LINK_CONFIGURATIONS -> associations.configurations();
            case LISTS_SEARCH -> crmLists.search(exchange);
            case LIST_BY_ID -> crmLists.one(exchange);
            case MEMBERSHIPS -> crmLists.members(exchange, baseUrl);
            case USERS -> accountSettings.users(exchange, baseUrl);
            case USER -> accountSettings.user(exchange);
            case TEAMS -> accountSettings.teams();
            case ROLES -> accountSettings.roles();
            case CURRENCY_CODES -> accountSettings.currencyCodes();
            case COMPANY_CURRENCY -> accountSettings.companyCurrency();
            case EXCHANGE_RATES -> accountSettings.exchangeRates(exchange, baseUrl);
            case DEAL_SPLITS -> dealSplits.read(exchange);
            case ENABLEMENTS -> account.enablements();
            case ENABLEMENT -> account.enablement(exchange);
            case ACCOUNT_DETAILS -> account.details();
            case DAILY_USAGE -> account.dailyUsage();
            case TOKEN, INTROSPECT, REVOKE, LEGACY_TOKEN_INFO, NONE ->
                throw new IllegalStateException("Not behind authentication: " + exchange.route());
        };
    }

    private Response oauth(Exchange exchange) {
        return switch (exchange.route().action()) {
            case TOKEN -> oauth.token(exchange);
            case INTROSPECT -> oauth.introspect(exchange);
            case REVOKE -> oauth.revoke(exchange);
            default -> oauth.legacyInfo(exchange);
        };
    }

    private void inferType(Exchange exchange) {
        if (Scopes.hasType(exchange.route().endpoint())
                && exchange.route().action() != Route.Action.LINK_CONFIGURATIONS) {
            exchange.concern(TypeNames.require(parts.portal, exchange.route().argument(0)));
        }
    }

    private Duration latency(Endpoint endpoint) {
        String latencyClass = endpoint.latencyClass();
        var latency = parts.settings.latency();
        return latency.getOrDefault(
                latencyClass,
                latencyClass.equals("associations") ? latency.getOrDefault("other", Duration.ZERO) : Duration.ZERO);
    }
}
