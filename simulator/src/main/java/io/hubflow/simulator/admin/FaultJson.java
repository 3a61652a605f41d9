package io.hubflow.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultPlan;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.quota.Verdict.Limit;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** Fault rules as JSON; the README beside the module lists them with examples. */
final class FaultJson {
    private static final Set<Integer> EDGE_STATUSES = Set.of(414, 502, 503, 504, 521, 522, 523, 524, 525, 526, 530);
    private static final int DEFAULT_MIGRATION_SECONDS = 2;

    private FaultJson() {}

    /** Reads one rule. */
    static FaultRule parse(JsonNode json) {
        return new FaultRule(
                fault(json),
                words(json.path("endpoints")),
                words(json.path("types")),
                trigger(json),
                json.path("limit").asInt(Integer.MAX_VALUE),
                json.path("seed").asLong(1));
    }

    /** Writes a rule's state. */
    static ObjectNode json(FaultPlan.Status status) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("fault", status.rule().fault().toString())
                .put("trigger", status.rule().trigger().toString())
                .put("calls", status.calls())
                .put("strikes", status.strikes());
    }

    private static Fault fault(JsonNode json) {
        String word = MutationJson.text(json, "fault");
        var retryAfter = retryAfter(json);
        return switch (word) {
            case "429_search" -> new Fault.RateLimit(Limit.SECONDLY, retryAfter);
            case "429_burst" -> new Fault.RateLimit(Limit.TEN_SECONDLY_ROLLING, retryAfter);
            case "429_daily" -> new Fault.RateLimit(Limit.DAILY, retryAfter);
            case "html" -> new Fault.HtmlInsteadOfJson();
            case "invalid_json" -> new Fault.InvalidJson();
            case "truncated" -> new Fault.CutShort();
            case "slow" -> new Fault.Slow(Duration.ofMillis(json.path("millis").asLong(2_000)));
            case "stall" -> new Fault.Stall();
            case "reset" -> new Fault.Reset();
            case "partial_batch" -> new Fault.PartialBatch();
            case "duplicate_rows" -> new Fault.DuplicateRows();
            case "revoke_token" -> new Fault.RevokeToken();
            default -> status(word, json, retryAfter);
        };
    }

    private static Fault status(String word, JsonNode json, OptionalInt retryAfter) {
        if (!word.matches("[45]\\d\\d")) {
            throw new IllegalArgumentException("Unknown fault \"" + word + "\"");
        }
        int status = Integer.parseInt(word);
        Fault.Body body = switch (json.path("body").asText("")) {
            case "json" -> Fault.Body.JSON;
            case "html" -> Fault.Body.HTML;
            case "text" -> Fault.Body.TEXT;
            case "" -> EDGE_STATUSES.contains(status) ? Fault.Body.HTML : Fault.Body.JSON;
            default -> throw new IllegalArgumentException("A body is json, html or text, in " + json);
        };
        boolean migrating = status == 477 && retryAfter.isEmpty();
        return new Fault.Refuse(status, body, migrating ? OptionalInt.of(DEFAULT_MIGRATION_SECONDS) : retryAfter);
    }

    private static Trigger trigger(JsonNode json) {
        if (json.has("probability")) {
            return new Trigger.Probability(json.path("probability").asDouble());
        }
        if (json.has("calls")) {
            var numbers = new HashSet<Long>();
            json.path("calls").forEach(number -> numbers.add(number.asLong()));
            return new Trigger.Calls(numbers);
        }
        if (json.has("from") || json.has("to")) {
            return new Trigger.Between(
                    json.path("from").asLong(1), json.path("to").asLong(Long.MAX_VALUE));
        }
        return new Trigger.Every(json.path("every").asLong(1));
    }

    private static OptionalInt retryAfter(JsonNode json) {
        return json.has("retry_after") ? OptionalInt.of(json.path("retry_after").asInt()) : OptionalInt.empty();
    }

    private static Set<String> words(JsonNode array) {
        var words = new HashSet<String>();
        array.forEach(word -> words.add(word.asText()));
        return words;
    }
}
