package io.hubflow.simulator.admin;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.api.Credentials;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.api.Hooks;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.FaultPlan;
import io.hubflow.simulator.http.Request;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.index.SearchIndex;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.MutationRunner;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PortalSettings.NewIds;
import io.hubflow.simulator.quota.CallStats;
import io.hubflow.simulator.quota.Quota;
import io.hubflow.simulator.quota.Tier;
import io.hubflow.simulator.time.SimulatorClock;
import io.hubflow.simulator.traffic.Traffic;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The admin API under {@code /_admin}: reached without a token, but on the loopback interface only. What it cannot do
 * answers 400 with a sentence. Safe for use by many threads.
 */
public final class AdminApi {
    /** {@code ?properties=email,city}. */
    private static List<String> properties(Request request) {
        return request.parameters().getOrDefault("properties", List.of()).stream()
                .flatMap(names -> Stream.of(names.split(",")))
                .toList();
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Parts parts;
    private final TruthApi truthApi;

    /** What the admin API controls. */
    public record Parts(
            Portal portal,
            SearchIndex index,
            MutationRunner mutations,
            FaultPlan faults,
            FaultRules faultRules,
            Hooks hooks,
            Traffic traffic,
            CallStats stats,
            Quota quota,
            Credentials credentials,
            Truths truths) {}

    /** An admin API over its parts. */
    public AdminApi(Parts parts) {
        this.parts = parts;
        this.truthApi = new TruthApi(parts.portal, parts.truths);
    }

    /** Answers a request. */
    public Response answer(Request request) {
        var segments = request.segments();
        String call = request.method() + " " + String.join("/", segments.subList(1, segments.size()));
        try {
            if (request.method().equals("GET")) {
                var truth = truthApi.find(segments.subList(1, segments.size()), properties(request));
                if (truth.isPresent()) {
                    return truth.get();
                }
            }
            return switch (call) {
                case "GET " -> json(200, Help.json());
                case "POST mutate" -> mutate(body(request));
                case "GET faults" -> json(200, faults());
                case "POST faults" -> addFaults(body(request));
                case "DELETE faults" -> clearFaults();
                case "GET hooks" -> json(200, HooksJson.json(parts.hooks));
                case "DELETE hooks" -> clearHooks();
                case "GET traffic" -> json(200, TrafficJson.json(parts.traffic.status()));
                case "POST traffic" -> startTraffic(body(request));
                case "DELETE traffic" -> stopTraffic();
                case "GET stats" -> json(200, StatsJson.json(parts));
                case "GET calls" -> json(200, StatsJson.calls(parts.stats));
                case "POST stats/reset" -> resetStats();
                case "POST limits" -> changeLimits(body(request));
                case "POST tokens" -> changeToken(body(request));
                case "POST ids" -> changeNewIds(body(request));
                case "POST index" -> changeIndex(body(request));
                case "GET clock" -> json(200, clock());
                case "POST clock" -> advance(body(request));
                default -> problem(404, "No such admin call: " + call);
            };
        } catch (IllegalArgumentException | DateTimeException bad) {
            return problem(400, String.valueOf(bad.getMessage()));
        }
    }

    /** A list of operations, one operation, or {@code {"operations":[…]}} with {@code before_page} for later. */
    private Response mutate(JsonNode body) {
        var mutations = mutations(body.has("operations") ? body.path("operations") : body);
        if (body.has("before_page")) {
            return hook(body, mutations);
        }
        var answer = MAPPER.createObjectNode();
        var results = answer.putArray("results");
        mutations.forEach(mutation -> results.add(MutationJson.json(parts.mutations.run(mutation))));
        return json(200, answer);
    }

    /** Refuses at once what can never be done; what turns out to be impossible later is told by {@code GET hooks}. */
    private Response hook(JsonNode body, List<Mutation> mutations) {
        var fields = new Fields(body).only(Set.of("before_page", "of", "type", "operations"));
        String plural = parts.portal.types().key(parts.portal.types().require(fields.text("type")));
        long page = fields.number("before_page", 1, 1);
        var endpoint = Endpoint.parse(fields.text("of"));
        mutations.forEach(parts.mutations::requireNames);
        parts.hooks.before(page, endpoint, plural, () -> mutations.forEach(parts.mutations::run));
        return json(200, MAPPER.createObjectNode().put("pending_hooks", parts.hooks.pending()));
    }

    private static List<Mutation> mutations(JsonNode operations) {
        var mutations = new ArrayList<Mutation>();
        if (operations.isArray()) {
            operations.forEach(operation -> mutations.add(MutationJson.parse(operation)));
        } else {
            mutations.add(MutationJson.parse(operations));
        }
        return mutations;
    }

    /** A list of rules or one rule, added to those in force; none is added when one makes no sense. */
    private Response addFaults(JsonNode body) {
        var rules = FaultJson.rules(body);
        rules.forEach(parts.faultRules::checked);
        rules.forEach(parts.faultRules::add);
        return json(200, faults());
    }

    private Response startTraffic(JsonNode body) {
        parts.traffic.start(TrafficJson.plan(body));
        return json(200, TrafficJson.json(parts.traffic.status()));
    }

    private Response stopTraffic() {
        parts.traffic.stop();
        return json(200, TrafficJson.json(parts.traffic.status()));
    }

    private Response clearHooks() {
        parts.hooks.clear();
        return json(200, HooksJson.json(parts.hooks));
    }

    private Response clearFaults() {
        parts.faults.clear();
        return json(200, faults());
    }

    private ObjectNode faults() {
        var answer = MAPPER.createObjectNode();
        var rules = answer.putArray("rules");
        parts.faults.rules().forEach(status -> rules.add(FaultJson.json(status)));
        return answer;
    }

    private Response resetStats() {
        parts.stats.reset();
        return json(200, StatsJson.json(parts));
    }

    private Response changeLimits(JsonNode body) {
        var fields = new Fields(body).only(Set.of("tier", "daily"));
        if (fields.has("tier")) {
            parts.quota.changeTier(Tier.parse(fields.text("tier")));
        }
        if (fields.has("daily")) {
            parts.quota.changeDailyLimit((int) fields.number("daily", 0, 0));
        }
        return json(200, StatsJson.limits(parts.quota));
    }

    /** Grants a token, with all scopes unless some are named, revokes one, or makes one expire. */
    private Response changeToken(JsonNode body) {
        var fields = new Fields(body)
                .only(Set.of("token", "revoke", "scopes", "app_id", "refuse", "expires_in", "oauth_lifetime"));
        if (fields.has("oauth_lifetime")) {
            parts.credentials.changeOauthLifetime(Durations.parse("oauth_lifetime", fields.text("oauth_lifetime")));
        }
        if (fields.has("token") || !fields.has("oauth_lifetime")) {
            changeToken(fields, fields.text("token"));
        }
        return done();
    }

    private void changeToken(Fields fields, String token) {
        if (fields.flag("revoke", false)) {
            parts.credentials.revoke(token);
            return;
        }
        if (fields.has("scopes") || fields.has("refuse") || !fields.has("expires_in")) {
            var scopes = fields.has("scopes") ? fields.words("scopes") : Set.of(TokenGrant.ALL_SCOPES);
            parts.credentials.grant(
                    new TokenGrant(token, fields.text("app_id", "1001"), scopes, fields.words("refuse")));
        }
        if (fields.has("expires_in")) {
            parts.credentials.expireIn(token, Durations.parse("expires_in", fields.text("expires_in")));
        }
    }

    private Response changeNewIds(JsonNode body) {
        var where = new Fields(body).only(Set.of("new")).choice("new", "", List.of("above", "gaps"));
        parts.portal.changeNewIds(NewIds.valueOf(where.toUpperCase(Locale.ROOT)));
        return done();
    }

    private Response changeIndex(JsonNode body) {
        var fields = new Fields(body).only(Set.of("shortest_millis", "longest_millis"));
        var shortest = Duration.ofMillis(fields.number("shortest_millis", 0, 0));
        var longest = Duration.ofMillis(fields.number("longest_millis", shortest.toMillis(), 0));
        parts.index.changeDelay(IndexDelay.between(shortest, longest));
        return done();
    }

    private static Response done() {
        return json(200, MAPPER.createObjectNode().put("status", "done"));
    }

    private Response advance(JsonNode body) {
        var fields = new Fields(body).only(Set.of("advance_millis", "advance"));
        long millis = fields.number("advance_millis", 0, 0);
        if (fields.has("advance")) {
            millis += Durations.parse("advance", fields.text("advance")).toMillis();
        }
        parts.portal.advance(Duration.ofMillis(millis));
        return json(200, clock());
    }

    private ObjectNode clock() {
        var clock = parts.portal.clock();
        return MAPPER.createObjectNode()
                .put("now", IsoTime.text(clock.millis()))
                .put("kind", clock.kind() == SimulatorClock.Kind.REAL ? "real" : "virtual");
    }

    private static JsonNode body(Request request) {
        try {
            JsonNode body = MAPPER.readTree(request.body());
            if (body != null && body.isContainerNode()) {
                return body;
            }
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException("The body is not JSON: " + notJson.getOriginalMessage(), notJson);
        } catch (IOException impossible) {
            throw new IllegalStateException("A byte array cannot fail to be read", impossible);
        }
        throw new IllegalArgumentException("The body must be a JSON object or array");
    }

    private static Response problem(int status, String message) {
        return json(status, MAPPER.createObjectNode().put("error", message));
    }

    private static Response json(int status, JsonNode body) {
        try {
            return Response.json(status, MAPPER.writeValueAsBytes(body));
        } catch (JacksonException impossible) {
            throw new IllegalStateException("A JSON tree cannot fail to be written", impossible);
        }
    }
}
