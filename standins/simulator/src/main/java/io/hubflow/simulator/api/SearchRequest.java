package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.index.Filter;
import io.hubflow.simulator.index.SearchQuery;
import io.hubflow.simulator.index.SearchQuery.Direction;
import io.hubflow.simulator.index.SearchQuery.Sort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a search, checked against the documented limits (source: search guide). */
record SearchRequest(SearchQuery query, List<String> properties, int offset, int limit) {
    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 200;
    private static final int MAX_GROUPS = 5;
    private static final int MAX_FILTERS_IN_GROUP = 6;
    private static final int MAX_FILTERS = 18;
    private static final int MAX_QUERY_CHARS = 3_000;

    static SearchRequest parse(JsonNode body) {
        int limit = integer(body.path("limit"), "limit", DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw bad("Invalid limit " + limit + ": it must be between 1 and " + MAX_LIMIT);
        }
        int offset = integer(body.path("after"), "after", 0);
        if (offset < 0) {
            throw bad("Invalid after " + offset);
        }
        String text = body.path("query").asText("");
        if (text.length() > MAX_QUERY_CHARS) {
            throw bad("The query is longer than " + MAX_QUERY_CHARS + " characters");
        }
        var query = new SearchQuery(groups(body), body.path("query").isNull() ? "" : text.strip(), sort(body));
        return new SearchRequest(query, strings(body.path("properties"), "properties"), offset, limit);
    }

    private static List<List<Filter>> groups(JsonNode body) {
        var groups = new ArrayList<List<Filter>>();
        for (JsonNode group : array(body.path("filterGroups"), "filterGroups")) {
            groups.add(filters(group.path("filters")));
        }
        var bare = filters(body.path("filters"));
        if (!bare.isEmpty()) {
            groups.add(bare);
        }
        if (groups.size() > MAX_GROUPS) {
            throw bad("There are " + groups.size() + " filter groups; at most " + MAX_GROUPS + " are allowed");
        }
        if (groups.stream().mapToInt(List::size).sum() > MAX_FILTERS) {
            throw bad("There are more than " + MAX_FILTERS + " filters");
        }
        groups.removeIf(List::isEmpty);
        return groups;
    }

    private static List<Filter> filters(JsonNode filters) {
        var parsed = new ArrayList<Filter>();
        for (JsonNode filter : array(filters, "filters")) {
            parsed.add(filter(filter));
        }
        if (parsed.size() > MAX_FILTERS_IN_GROUP) {
            throw bad("There are " + parsed.size() + " filters in a group; at most " + MAX_FILTERS_IN_GROUP
                    + " are allowed");
        }
        return parsed;
    }

    private static Filter filter(JsonNode filter) {
        var operator = operator(filter.path("operator").asText(""));
        String property = filter.path("propertyName").asText("");
        if (property.isEmpty()) {
            throw bad("A filter has no propertyName");
        }
        String value = scalar(filter.path("value"));
        String highValue = scalar(filter.path("highValue"));
        var values = strings(filter.path("values"), "values");
        switch (operator) {
            case IN, NOT_IN -> require(!values.isEmpty(), operator + " needs values");
            case BETWEEN -> require(!value.isEmpty() && !highValue.isEmpty(), "BETWEEN needs value and highValue");
            case HAS_PROPERTY, NOT_HAS_PROPERTY -> require(true, "");
            case EQ, NEQ, GT, GTE, LT, LTE, CONTAINS_TOKEN, NOT_CONTAINS_TOKEN ->
                require(!value.isEmpty(), operator + " needs a value");
        }
        return new Filter(property, operator, value, highValue, values);
    }

    private static Filter.Operator operator(String word) {
        try {
            return Filter.Operator.valueOf(word);
        } catch (IllegalArgumentException unknown) {
            throw bad("Unknown filter operator \"" + word + "\"");
        }
    }

    /** One sort: an object, or {@code "name"} or {@code "-name"} (source: search guide; node client). */
    private static @Nullable Sort sort(JsonNode body) {
        var sorts = array(body.path("sorts"), "sorts");
        if (sorts.size() > 1) {
            throw bad("Only one sort is supported");
        }
        if (sorts.isEmpty()) {
            return null;
        }
        JsonNode sort = sorts.getFirst();
        if (sort.isTextual()) {
            String text = sort.asText();
            return text.startsWith("-")
                    ? new Sort(text.substring(1), Direction.DESCENDING)
                    : new Sort(text, Direction.ASCENDING);
        }
        String property = sort.path("propertyName").asText("");
        require(!property.isEmpty(), "A sort has no propertyName");
        return switch (sort.path("direction").asText("ASCENDING")) {
            case "ASCENDING" -> new Sort(property, Direction.ASCENDING);
            case "DESCENDING" -> new Sort(property, Direction.DESCENDING);
            default -> throw bad("Unknown sort direction");
        };
    }

    private static int integer(JsonNode node, String name, int absent) {
        if (node.isMissingNode()
                || node.isNull()
                || (node.isTextual() && node.asText().isEmpty())) {
            return absent;
        }
        if (node.isIntegralNumber() || (node.isTextual() && node.asText().matches("-?\\d{1,9}"))) {
            return (int) Math.clamp(node.asLong(), Integer.MIN_VALUE / 2, Integer.MAX_VALUE / 2);
        }
        throw bad("Invalid " + name + ": expected an integer");
    }

    private static List<JsonNode> array(JsonNode node, String name) {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        require(node.isArray(), "Invalid " + name + ": expected an array");
        var elements = new ArrayList<JsonNode>();
        node.forEach(elements::add);
        return elements;
    }

    private static List<String> strings(JsonNode node, String name) {
        return array(node, name).stream().map(SearchRequest::scalar).toList();
    }

    private static String scalar(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asText() : "";
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw bad(message);
        }
    }

    private static ApiException bad(String message) {
        return new ApiException(Failure.validation(message));
    }
}
