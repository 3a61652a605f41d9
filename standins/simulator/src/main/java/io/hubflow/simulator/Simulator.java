package io.hubflow.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hubflow.simulator.admin.AdminApi;
import io.hubflow.simulator.admin.FaultRules;
import io.hubflow.simulator.admin.HistoryTruth;
import io.hubflow.simulator.admin.LinkTruth;
import io.hubflow.simulator.admin.ReferenceTruth;
import io.hubflow.simulator.admin.TombstoneTruth;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.admin.Truths;
import io.hubflow.simulator.api.Credentials;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.api.Hooks;
import io.hubflow.simulator.api.HubSpotApi;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.FaultPlan;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.http.HttpServer;
import io.hubflow.simulator.http.Request;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.index.SearchIndex;
import io.hubflow.simulator.mutation.Changes;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.MutationResult;
import io.hubflow.simulator.mutation.MutationRunner;
import io.hubflow.simulator.portal.History.Source;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PortalSettings.NewIds;
import io.hubflow.simulator.quota.CallLog;
import io.hubflow.simulator.quota.CallStats;
import io.hubflow.simulator.quota.Quota;
import io.hubflow.simulator.time.SimulatorClock;
import io.hubflow.simulator.traffic.TickRunner;
import io.hubflow.simulator.traffic.Traffic;
import io.hubflow.simulator.traffic.TrafficPlan;
import io.hubflow.simulator.traffic.TrafficStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A running stand-in for HubSpot on 127.0.0.1.
 *
 * <p>Clients use {@link #url()} and {@link #token()} as they would HubSpot's. Everything else here is the control of a
 * test; the same is offered over HTTP under {@link #adminUrl()}. Safe for use by many threads.
 */
public final class Simulator implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Simulator.class.getName());

    private final SimulatorOptions options;
    private final SimulatorClock clock;
    private final Portal portal;
    private final SearchIndex index;
    private final Quota quota;
    private final CallStats stats;
    private final Credentials credentials;
    private final FaultPlan faults = new FaultPlan();
    private final FaultRules faultRules;
    private final Hooks hooks = new Hooks();
    private final MutationRunner mutations;
    private final Traffic traffic;
    private final Truths truths;
    private final HubSpotApi api;
    private final AdminApi admin;
    private final Optional<HttpServer> server;

    private Simulator(SimulatorOptions options, boolean listening) throws IOException {
        this.options = options;
        this.clock = options.clock() == SimulatorClock.Kind.REAL
                ? SimulatorClock.real()
                : SimulatorClock.virtual(options.virtualStart());
        this.portal = new Portal(options.portalSettings(), clock);
        this.index = new SearchIndex(portal, options.indexDelay(), options.idOrder(), options.seed());
        this.quota = new Quota(options.tier(), clock, options.timeZone());
        this.stats = new CallStats(clock);
        this.credentials = new Credentials(options.tokens(), options.oauthClients(), clock, options.seed());
        credentials.changeOauthLifetime(options.oauthLifetime());
        this.mutations = new MutationRunner(portal, options.changeSettings(), index::propertiesChanged);
        this.truths = Truths.of(portal);
        this.traffic = new Traffic(portal, new TickRunner(portal, mutations));
        this.faultRules = new FaultRules(faults, portal.types());
        options.faults().forEach(faultRules::add);
        this.api = new HubSpotApi(new HubSpotApi.Parts(
                options.apiSettings(),
                portal,
                index,
                quota,
                stats,
                credentials,
                faults,
                hooks,
                traffic,
                new Changes(portal, options.changeSettings(), Source.API)));
        this.admin = new AdminApi(new AdminApi.Parts(
                portal, index, mutations, faults, faultRules, hooks, traffic, stats, quota, credentials, truths));
        options.traffic().ifPresent(traffic::start);
        try {
            this.server = listening
                    ? Optional.of(HttpServer.start(options.port(), this::answer, clock, options.compression()))
                    : Optional.empty();
        } catch (IOException noPort) {
            traffic.close();
            throw noPort;
        }
    }

    /**
     * Starts a simulator.
     *
     * @throws IllegalArgumentException for an unknown type or too many records
     * @throws IOException when the port cannot be had
     */
    public static Simulator start(SimulatorOptions options) throws IOException {
        return new Simulator(options, true);
    }

    /** A simulator without a port, for tests that carry requests to {@link #answer} themselves. */
    public static Simulator inProcess(SimulatorOptions options) {
        try {
            return new Simulator(options, false);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** What it was started with. */
    public SimulatorOptions options() {
        return options;
    }

    /** The base URL, without a slash at the end; nobody listens there when it was made {@link #inProcess}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.map(HttpServer::port).orElse(options.port()));
    }

    /** The first static token. */
    public String token() {
        return options.tokens().getFirst().token();
    }

    /** Where the admin API is. */
    public URI adminUrl() {
        return URI.create(url() + "/_admin");
    }

    /** One line of JSON that says where the simulator is: {@code {"url":…,"token":…,"admin":…}}. */
    public String readyLine() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("url", url().toString())
                .put("token", token())
                .put("admin", adminUrl().toString())
                .toString();
    }

    /**
     * Changes the portal.
     *
     * @throws IllegalArgumentException for a type, property, owner, pipeline or id that does not exist
     */
    public MutationResult mutate(Mutation mutation) {
        return mutations.run(mutation);
    }

    /**
     * Starts continuous traffic, in place of what runs.
     *
     * @throws IllegalArgumentException for an unknown type, or when no type has records
     */
    public void startTraffic(TrafficPlan plan) {
        traffic.start(plan);
    }

    /** Stops continuous traffic and tells what it did. */
    public TrafficStatus stopTraffic() {
        traffic.stop();
        return traffic.status();
    }

    /** What continuous traffic did since it was started. */
    public TrafficStatus traffic() {
        return traffic.status();
    }

    /** Does something once, just before the nth call (from now, counted from 1) of an endpoint for a type is answered. */
    public void beforePage(long page, Endpoint endpoint, String objectType, Runnable action) {
        String plural = portal.types().key(portal.types().require(objectType));
        hooks.before(page, endpoint, plural, action);
    }

    /** What went wrong in hooks that could not do what they should; the calls they ran before were answered. */
    public List<Hooks.Failure> failedHooks() {
        return hooks.failures();
    }

    /** Hooks that have not run yet. */
    public int pendingHooks() {
        return hooks.pending();
    }

    /**
     * Adds a fault.
     *
     * @throws IllegalArgumentException for an endpoint, object type or sensitivity class that does not exist
     */
    public void addFault(FaultRule rule) {
        faultRules.add(rule);
    }

    /** The faults in force, with how often each struck. */
    public List<FaultPlan.Status> faults() {
        return faults.rules();
    }

    /** Ends all faults. */
    public void clearFaults() {
        faults.clear();
    }

    /** What was called since the start or the last reset. */
    public CallStats.Snapshot stats() {
        return stats.snapshot();
    }

    /** The first calls since the start or the last reset, one by one. */
    public List<CallLog.Entry> calls() {
        return stats.log().entries();
    }

    /** Forgets what was called. */
    public void resetStats() {
        stats.reset();
    }

    /** The limits and what is used of them. */
    public Quota quota() {
        return quota;
    }

    /** Now, for the simulator. */
    public Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** Moves the simulator's clock forward. */
    public void advance(Duration step) {
        portal.advance(step);
    }

    /** Changes the index delay of changes to come. */
    public void changeIndexDelay(IndexDelay delay) {
        index.changeDelay(delay);
    }

    /** Changes where the ids of new records lie. */
    public void changeNewIds(NewIds where) {
        portal.changeNewIds(where);
    }

    /** Changes of a type that search does not show yet. */
    public int waitingForIndex(String objectType) {
        return index.waiting(portal.types().require(objectType));
    }

    /** Adds a static token, or changes the scopes of one. */
    public void grant(TokenGrant grant) {
        credentials.grant(grant);
    }

    /** Makes a token expire after a while, whatever lifetime was announced. */
    public void expireIn(String token, Duration lifetime) {
        credentials.expireIn(token, lifetime);
    }

    /** Makes a static, access or refresh token invalid. */
    public void revoke(String token) {
        credentials.revoke(token);
    }

    /** Every live and archived record of a type, in id order, with its non-null values. */
    public List<Truth.Row> records(String objectType) {
        return truths.records().rows(portal.types().require(objectType));
    }

    /** Every live and archived record of a type, in id order, with its non-null values of some properties. */
    public List<Truth.Row> records(String objectType, Set<String> properties) {
        return truths.records().rows(portal.types().require(objectType), properties);
    }

    /** One record of a type, live or archived. */
    public Optional<Truth.Row> record(String objectType, long id) {
        return truths.records().row(portal.types().require(objectType), id);
    }

    /** Every link between live records of two types, from one side; one row an association type. */
    public List<LinkTruth.Row> links(String fromType, String toType) {
        return truths.links()
                .rows(portal.types().require(fromType), portal.types().require(toType));
    }

    /** What became of the records of a type that are no longer live. */
    public List<TombstoneTruth.Row> tombstones(String objectType) {
        return truths.tombstones().rows(portal.types().require(objectType));
    }

    /**
     * Every version that a property of live and archived records had, in the order of ids and times.
     *
     * @param property a name, or {@code *} for every property
     */
    public List<HistoryTruth.Row> history(String objectType, String property) {
        return truths.history().rows(portal.types().require(objectType), property);
    }

    /** Lists with their members, and what describes the account. */
    public ReferenceTruth reference() {
        return truths.reference();
    }

    /** The members of a list, in id order. */
    public List<ReferenceTruth.Membership> memberships(String listId) {
        return truths.reference().members(listId);
    }

    /** How many live records there are, by type; types without any are left out. */
    public Map<String, Long> counts() {
        return truths.records().counts();
    }

    /** The truth of the portal, as the admin API streams it. */
    public Truth truth() {
        return truths.records();
    }

    /** The portal itself, for what the methods above do not cover. */
    public Portal portal() {
        return portal;
    }

    /** Stops answering and closes every connection. */
    @Override
    public void close() {
        traffic.close();
        server.ifPresent(HttpServer::close);
    }

    /**
     * Answers one request. Whoever delivers the answer does to it what {@link Response#delivery()} says, and adds a
     * {@code Date} header as {@link HttpServer} would.
     */
    public Response answer(Request request) throws InterruptedException {
        return request.target().startsWith("/_admin") ? admin.answer(request) : api.answer(request, url().toString());
    }
}
