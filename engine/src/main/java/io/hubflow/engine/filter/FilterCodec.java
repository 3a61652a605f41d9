package io.hubflow.engine.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.hubspot.SearchFilter.Operator;
import java.util.ArrayList;
import java.util.List;

/** A checked filter as JSON, for work that is read where HubSpot's definitions are not at hand. */
public final class FilterCodec {
    private static final JsonMapper JSON = new JsonMapper();

    private FilterCodec() {}

    public static String write(RecordFilter filter) {
        var groups = JSON.createArrayNode();
        for (var group : filter.conditions()) {
            var conditions = groups.addArray();
            for (var condition : group) {
                var values = conditions
                        .addObject()
                        .put("property", condition.property())
                        .put("type", condition.type().name())
                        .put("operator", condition.operator().name())
                        .putArray("values");
                condition.values().forEach(values::add);
            }
        }
        return groups.toString();
    }

    /** @throws IllegalArgumentException when the text is no filter */
    public static RecordFilter read(String json) {
        try {
            var groups = new ArrayList<List<FilterCondition>>();
            for (var group : JSON.readTree(json)) {
                var conditions = new ArrayList<FilterCondition>();
                group.forEach(condition -> conditions.add(condition(condition)));
                groups.add(conditions);
            }
            return new RecordFilter(groups);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a filter", e);
        }
    }

    private static FilterCondition condition(JsonNode json) {
        var values = new ArrayList<String>();
        json.path("values").forEach(value -> values.add(value.asText()));
        return new FilterCondition(
                json.path("property").asText(),
                FilterType.valueOf(json.path("type").asText()),
                Operator.valueOf(json.path("operator").asText()),
                values);
    }
}
