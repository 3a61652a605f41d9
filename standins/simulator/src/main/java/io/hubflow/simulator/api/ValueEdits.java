package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Edits of the members of rows and of what stands around them. */
final class ValueEdits {
    /** The numbers that JSON has; {@code 007} and {@code .5} stay texts. */
    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(0|[1-9]\\d{0,30})(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");

    private final Portal portal;

    ValueEdits(Portal portal) {
        this.portal = portal;
    }

    /** Takes every property but some from every row. */
    void strip(ObjectNode body, Set<String> kept) {
        eachRow(body, row -> {
            if (row.path("properties") instanceof ObjectNode properties) {
                properties.retain(kept);
            }
        });
    }

    /** Adds members of every JSON kind to the answer, its rows and its paging. */
    void addUnknownFields(ObjectNode body) {
        var objects = new ArrayList<ObjectNode>();
        objects.add(body);
        eachRow(body, objects::add);
        if (body.path("paging").path("next") instanceof ObjectNode next) {
            objects.add(next);
        }
        for (ObjectNode object : objects) {
            object.put("x_text", "new").put("x_number", 1.5).put("x_flag", true).putNull("x_null");
            object.putObject("x_object").putArray("results").addObject().put("id", "1");
            object.putArray("x_list").add("a").add(2);
        }
    }

    /** Writes numbers as JSON numbers and booleans as JSON booleans. */
    void type(Exchange exchange, ObjectNode body) {
        exchange.findType()
                .ifPresent(type -> eachRow(body, row -> {
                    if (row.path("properties") instanceof ObjectNode properties) {
                        portal.read(() -> typed(type, properties)).forEach(properties::set);
                    }
                }));
    }

    private Map<String, JsonNode> typed(ObjectType type, ObjectNode properties) {
        var typed = new LinkedHashMap<String, JsonNode>();
        properties.properties().forEach(member -> {
            String text = member.getValue().asText();
            String dataType = portal.catalog(type)
                    .find(member.getKey())
                    .map(column -> column.definition().type())
                    .orElse("");
            if (dataType.equals("number") && JSON_NUMBER.matcher(text).matches()) {
                typed.put(member.getKey(), properties.numberNode(new BigDecimal(text)));
            } else if (dataType.equals("bool") && List.of("true", "false").contains(text)) {
                typed.put(member.getKey(), properties.booleanNode(Boolean.parseBoolean(text)));
            }
        });
        return typed;
    }

    private static void eachRow(ObjectNode body, Consumer<ObjectNode> edit) {
        for (JsonNode row : body.path("results")) {
            if (row instanceof ObjectNode object) {
                edit.accept(object);
            }
        }
    }
}
