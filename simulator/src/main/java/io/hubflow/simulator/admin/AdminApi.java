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
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.http.Request;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.index.IndexDelay;
import io.hubflow.simulator.index.SearchIndex;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.MutationRunner;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.quota.CallStats;
import io.hubflow.simulator.quota.Quota;
import io.hubflow.simulator.quota.Tier;
import io.hubflow.simulator.time.SimulatorClock;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The admin API under {@code /_admin}: reached without a token, but on the loopback interface only. What it cannot do
 * answers 400 with a sentence. Safe for use by many threads.
 */
public final class AdminApi {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Parts parts;

    /** What the admin API controls. */
    public record Parts(
            Portal portal,
            SearchIndex index,
            MutationRunner mutations,
            FaultPlan faults,
            Hooks hooks,
            CallStats stats,
            Quota quota,
            Credentials credentials,
            Truth truth) {}

    /** An admin API over its parts. */
    public AdminApi(Parts parts) {
        this.parts = parts;
    }

    /** Answers a request. */
    public Response answer(Request request) {
        var segments = request.segments();
        String call = request.method() + " " + String.join("/", segments.subList(1, segments.size()));
        try {
            if (call.startsWith("GET records/") && segments.size() == 3) {
                return records(segments.get(2));
            }
            return switch (call) {
                case "GET " -> json(200, Help.json());
                case "POST mutate" -> mutate(body(request));
                case "GET faults" -> json(200, faults());
                case "POST faults" -> addFaults(body(request));
                case "DELETE faults" -> clearFaults();
                case "GET stats" -> json(200, StatsJson.json(parts));
                case "POST stats/reset" -> resetStats();
                case "POST limits" -> changeLimits(body(request));
                case "POST tokens" -> changeToken(body(request));
                case "POST index" -> changeIndex(body(request));
                case "GET clock" -> json(200, clock());
                case "POST clock" -> advance(body(request));
                default -> problem(404, "No such admin call: " + call);
            };
        } catch (IllegalArgumentException | DateTimeException bad) {
            return problem(400, String.valueOf(bad.getMessage()));
        }
    }

    private Response records(String typeName) {
        ObjectType type = parts.portal.types().require(typeName);
        return Response.streamed("application/x-ndjson", out -> parts.truth.write(type, out));
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

    private Response hook(JsonNode body, List<Mutation> mutations) {
        String typeName = MutationJson.text(body, "type");
        String plural = parts.portal.types().require(typeName).plural();
        long page = body.path("before_page").asLong();
        var endpoint = Endpoint.parse(MutationJson.text(body, "of"));
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

    /** A list of rules or one rule, added to those in force. */
    private Response addFaults(JsonNode body) {
        var rules = new ArrayList<FaultRule>();
        if (body.isArray()) {
            body.forEach(rule -> rules.add(FaultJson.parse(rule)));
        } else {
            rules.add(FaultJson.parse(body));
        }
        rules.forEach(parts.faults::add);
        return json(200, faults());
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
        if (body.has("tier")) {
            parts.quota.changeTier(Tier.parse(body.path("tier").asText()));
        }
        if (body.has("daily")) {
            parts.quota.changeDailyLimit(body.path("daily").asInt());
        }
        return json(200, StatsJson.limits(parts.quota));
    }

    /** Grants a token, with all scopes unless some are named, or revokes one. */
    private Response changeToken(JsonNode body) {
        String token = MutationJson.text(body, "token");
        if (body.path("revoke").asBoolean(false)) {
            parts.credentials.revoke(token);
        } else if (body.has("scopes")) {
            var scopes = new HashSet<String>();
            body.path("scopes").forEach(scope -> scopes.add(scope.asText()));
            parts.credentials.grant(new TokenGrant(token, body.path("app_id").asText("1001"), scopes));
        } else {
            parts.credentials.grant(TokenGrant.unrestricted(token));
        }
        return json(200, MAPPER.createObjectNode().put("status", "done"));
    }

    private Response changeIndex(JsonNode body) {
        var shortest = Duration.ofMillis(body.path("shortest_millis").asLong(0));
        var longest = Duration.ofMillis(body.path("longest_millis").asLong(shortest.toMillis()));
        parts.index.changeDelay(IndexDelay.between(shortest, longest));
        return json(200, MAPPER.createObjectNode().put("status", "done"));
    }

    private Response advance(JsonNode body) {
        long millis = body.path("advance_millis").asLong(0);
        if (body.has("advance")) {
            millis += Duration.parse(body.path("advance").asText()).toMillis();
        }
        parts.portal.clock().advance(Duration.ofMillis(millis));
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
