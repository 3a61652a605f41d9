package io.hubflow.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.traffic.TrafficPlan;
import io.hubflow.simulator.traffic.TrafficPlan.Kind;
import io.hubflow.simulator.traffic.TrafficPlan.Pace;
import io.hubflow.simulator.traffic.TrafficStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Continuous traffic as JSON; the README beside the module has examples. */
final class TrafficJson {
    private static final Set<String> PAGES = Set.of("list", "search", "batch_read");

    private TrafficJson() {}

    /** Reads a plan. */
    static TrafficPlan plan(JsonNode json) {
        var fields =
                new Fields(json).only(Set.of("seed", "mix", "types", "ticks_per_second", "every", "every_calls", "of"));
        return new TrafficPlan(
                fields.number("seed", 1, Long.MIN_VALUE),
                json.has("mix") ? mix(json.path("mix")) : TrafficPlan.usualMix(),
                fields.list("types"),
                pace(fields, json));
    }

    /** Writes what traffic did. */
    static ObjectNode json(TrafficStatus status) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("running", status.running()).put("ticks", status.ticks()).put("operations", status.operations());
        status.plan().ifPresent(plan -> {
            json.put("seed", plan.seed()).put("pace", plan.pace().toString());
            var mix = json.putObject("mix");
            plan.mix().forEach((kind, count) -> mix.put(kind.word(), count));
        });
        var done = json.putObject("done");
        status.done().forEach((kind, byType) -> byType.forEach(done.putObject(kind.word())::put));
        var skipped = json.putObject("skipped");
        status.skipped().forEach((kind, count) -> skipped.put(kind.word(), count));
        status.problems().forEach(json.putArray("problems")::add);
        return json;
    }

    private static Pace pace(Fields fields, JsonNode json) {
        boolean byCalls = fields.has("every_calls");
        if ((byCalls ? 1 : 0) + (fields.has("ticks_per_second") ? 1 : 0) + (fields.has("every") ? 1 : 0) > 1) {
            throw new IllegalArgumentException(
                    "Traffic has one of \"every_calls\", \"ticks_per_second\" and \"every\", in " + fields);
        }
        if (byCalls) {
            var endpoints = fields.has("of") ? fields.words("of") : PAGES;
            endpoints.forEach(Endpoint::parse);
            return new Pace.Calls(fields.number("every_calls", 1, 1), endpoints);
        }
        if (fields.has("every")) {
            return new Pace.Every(Durations.parse("every", fields.text("every")));
        }
        double ticks = json.path("ticks_per_second").asDouble(1);
        if (!(ticks > 0 && ticks <= 1_000)) {
            throw new IllegalArgumentException(
                    "\"ticks_per_second\" is above 0 and at most 1,000, not " + json.path("ticks_per_second"));
        }
        return new Pace.Every(Duration.ofNanos(Math.round(1e9 / ticks)));
    }

    private static Map<Kind, Integer> mix(JsonNode json) {
        var known = Arrays.stream(Kind.values()).map(Kind::word).toList();
        var fields = new Fields(json).only(Set.copyOf(known));
        var mix = new EnumMap<Kind, Integer>(Kind.class);
        for (Kind kind : Kind.values()) {
            mix.put(kind, (int) fields.number(kind.word(), 0, 0));
        }
        return mix;
    }
}
