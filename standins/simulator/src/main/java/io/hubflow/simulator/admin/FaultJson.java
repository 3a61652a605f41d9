package io.hubflow.simulator.admin;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultPlan;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.quota.Verdict.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Fault rules as JSON; the README beside the module lists them with examples. */
public final class FaultJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<Integer> EDGE_STATUSES = Set.of(414, 502, 503, 504, 521, 522, 523, 524, 525, 526, 530);
    private static final int DEFAULT_MIGRATION_SECONDS = 2;

    /** Members that every rule may have. */
    private static final Set<String> WHERE_AND_WHEN = Set.of(
            "fault", "endpoints", "types", "classes", "probability", "seed", "calls", "every", "from", "to", "limit");

    /** Members that some faults have besides. */
    private static final Map<String, Set<String>> OWN_MEMBERS = Map.ofEntries(
            Map.entry("429_search", Set.of("retry_after")),
            Map.entry("429_burst", Set.of("retry_after")),
            Map.entry("429_daily", Set.of("retry_after")),
            Map.entry("slow", Set.of("millis")),
            Map.entry("empty", Set.of("body")),
            Map.entry("omit_rows", Set.of("ids", "count", "report")),
            Map.entry("keep_rows", Set.of("rows")),
            Map.entry("wrong_total", Set.of("total", "add", "cap")),
            Map.entry("foreign_rows", Set.of("count")),
            Map.entry("bare_rows", Set.of("keep")),
            Map.entry("undated_rows", Set.of("ids")));

    private FaultJson() {}

    /**
     * Reads rules as a command line gives them: one JSON object, or a list of them.
     *
     * @throws IllegalArgumentException when the text is no JSON or a rule makes no sense
     */
    public static List<FaultRule> parse(String text) {
        try {
            return rules(MAPPER.readTree(text));
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException(
                    "Faults are JSON, such as {\"fault\":\"503\",\"every\":10}: " + notJson.getOriginalMessage(),
                    notJson);
        }
    }

    /** Reads one rule or a list. */
    static List<FaultRule> rules(JsonNode json) {
        var rules = new ArrayList<FaultRule>();
        if (json.isArray()) {
            json.forEach(rule -> rules.add(rule(rule)));
        } else {
            rules.add(rule(json));
        }
        return rules;
    }

    /** Writes a rule's state. */
    static ObjectNode json(FaultPlan.Status status) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("fault", status.rule().fault().toString())
                .put("trigger", status.rule().trigger().toString())
                .put("seed", status.rule().seed())
                .put("calls", status.calls())
                .put("strikes", status.strikes());
    }

    private static FaultRule rule(JsonNode json) {
        var fields = new Fields(json);
        String word = fields.text("fault");
        var known = new HashSet<>(WHERE_AND_WHEN);
        known.addAll(
                word.matches("[45]\\d\\d")
                        ? Set.of("body", "retry_after")
                        : word.equals("wrong_date") ? Set.of("offset") : OWN_MEMBERS.getOrDefault(word, Set.of()));
        var fault = fault(word, fields.only(known));
        return new FaultRule(
                fault,
                fields.words("endpoints"),
                fields.words("types"),
                fields.words("classes"),
                trigger(fields, json),
                (int) fields.number("limit", Integer.MAX_VALUE, 0),
                fields.number("seed", 1, Long.MIN_VALUE));
    }

    private static Fault fault(String word, Fields fields) {
        return switch (word) {
            case "429_search" -> new Fault.RateLimit(Limit.SECONDLY, retryAfter(fields));
            case "429_burst" -> new Fault.RateLimit(Limit.TEN_SECONDLY_ROLLING, retryAfter(fields));
            case "429_daily" -> new Fault.RateLimit(Limit.DAILY, retryAfter(fields));
            case "html" -> new Fault.HtmlInsteadOfJson();
            case "invalid_json" -> new Fault.InvalidJson();
            case "truncated" -> new Fault.CutShort();
            case "damaged" -> new Fault.Damaged();
            case "slow" -> new Fault.Slow(Duration.ofMillis(fields.number("millis", 2_000, 0)));
            case "stall" -> new Fault.Stall();
            case "reset" -> new Fault.Reset();
            case "empty" ->
                new Fault.Empty(Fault.Empty.Kind.valueOf(
                        upper(fields.choice("body", "nothing", List.of("nothing", "object", "results")))));
            case "revoke_token" -> new Fault.RevokeToken();
            case "expire_token" -> new Fault.ExpireToken();
            case "partial_batch" -> new Fault.PartialBatch();
            case "duplicate_rows" -> new Fault.DuplicateRows();
            case "omit_rows" ->
                new Fault.OmitRows(
                        fields.words("ids"),
                        (int) fields.number("count", fields.has("ids") ? 0 : 1, 0),
                        Fault.OmitRows.Report.valueOf(
                                upper(fields.choice("report", "silent", List.of("silent", "not_found")))));
            case "keep_rows" -> new Fault.KeepRows((int) fields.number("rows", 0, 0));
            case "wrong_total" -> wrongTotal(fields);
            case "foreign_rows" -> new Fault.ForeignRows((int) fields.number("count", 1, 1));
            case "bare_rows" -> new Fault.BareRows(fields.words("keep"));
            case "undated_rows" -> new Fault.UndatedRows(fields.words("ids"));
            case "unknown_fields" -> new Fault.UnknownFields();
            case "typed_values" -> new Fault.TypedValues();
            case "wrong_date" -> new Fault.WrongDate(Durations.parse("offset", fields.text("offset")));
            case "missing_date" -> new Fault.MissingDate();
            default -> status(word, fields);
        };
    }

    private static Fault wrongTotal(Fields fields) {
        if (!fields.has("total") && !fields.has("add") && !fields.has("cap")) {
            throw new IllegalArgumentException("wrong_total needs \"total\", \"add\" or \"cap\", in " + fields);
        }
        return new Fault.WrongTotal(
                fields.number("total", 0),
                fields.number("add", 0, Long.MIN_VALUE),
                fields.number("cap", Long.MAX_VALUE, 0));
    }

    private static Fault status(String word, Fields fields) {
        if (!word.matches("[45]\\d\\d")) {
            throw new IllegalArgumentException("Unknown fault \"" + word + "\"");
        }
        int status = Integer.parseInt(word);
        String usual = EDGE_STATUSES.contains(status) ? "html" : "json";
        var body = Fault.Body.valueOf(upper(fields.choice("body", usual, List.of("json", "html", "text"))));
        var retryAfter = retryAfter(fields);
        boolean migrating = status == 477 && retryAfter.isEmpty();
        return new Fault.Refuse(status, body, migrating ? OptionalInt.of(DEFAULT_MIGRATION_SECONDS) : retryAfter);
    }

    private static Trigger trigger(Fields fields, JsonNode json) {
        long triggers = List.of("probability", "calls", "every").stream()
                        .filter(fields::has)
                        .count()
                + (fields.has("from") || fields.has("to") ? 1 : 0);
        if (triggers > 1) {
            throw new IllegalArgumentException(
                    "A rule has one of \"probability\", \"calls\", \"every\" and \"from\"/\"to\", in " + fields);
        }
        if (fields.has("probability")) {
            return new Trigger.Probability(json.path("probability").asDouble(-1));
        }
        if (fields.has("calls")) {
            var numbers = new HashSet<Long>();
            fields.list("calls").forEach(number -> numbers.add(callNumber(number)));
            return new Trigger.Calls(numbers);
        }
        if (fields.has("from") || fields.has("to")) {
            return new Trigger.Between(fields.number("from", 1, 1), fields.number("to", Long.MAX_VALUE, 1));
        }
        return new Trigger.Every(fields.number("every", 1, 1));
    }

    private static long callNumber(String text) {
        if (!text.matches("[1-9]\\d{0,17}")) {
            throw new IllegalArgumentException("\"calls\" are numbers from 1 on, not " + text);
        }
        return Long.parseLong(text);
    }

    private static OptionalInt retryAfter(Fields fields) {
        return fields.has("retry_after")
                ? OptionalInt.of((int) fields.number("retry_after", 0, 0))
                : OptionalInt.empty();
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
