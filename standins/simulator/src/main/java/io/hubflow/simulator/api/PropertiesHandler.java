package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyColumn;
import io.hubflow.simulator.portal.PropertyDefinition;
import io.hubflow.simulator.portal.PropertyDefinition.Sensitivity;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Property definitions, one sensitivity class a call (source: properties and sensitive-data guides; OpenAPI). */
final class PropertiesHandler {
    private final Portal portal;

    PropertiesHandler(Portal portal) {
        this.portal = portal;
    }

    Response all(Exchange exchange) {
        var type = exchange.type();
        var wanted = sensitivity(exchange.parameters().find("dataSensitivity").orElse("non_sensitive"));
        var body = Exchange.object();
        var results = body.putArray("results");
        definitions(type, exchange.parameters().flag("archived")).stream()
                .filter(definition -> definition.sensitivity() == wanted)
                .forEach(definition -> results.add(json(type, definition)));
        return Exchange.json(200, body);
    }

    Response one(Exchange exchange) {
        var type = exchange.type();
        String name = exchange.route().argument(1);
        return definitions(type, exchange.parameters().flag("archived")).stream()
                .filter(definition -> definition.name().equals(name))
                .findFirst()
                .map(definition -> Exchange.json(200, json(type, definition)))
                .orElseThrow(() -> new ApiException(Failure.notFound()));
    }

    Response groups(Exchange exchange) {
        var body = Exchange.object();
        var results = body.putArray("results");
        var names = new TreeSet<String>();
        portal.catalog(exchange.type())
                .columns()
                .forEach(column -> names.add(column.definition().groupName()));
        for (String name : names) {
            results.addObject()
                    .put("name", name)
                    .put("label", name)
                    .put("displayOrder", results.size())
                    .put("archived", false);
        }
        return Exchange.json(200, body);
    }

    Response batch(Exchange exchange) {
        var type = exchange.type();
        var request = exchange.body();
        var definitions = definitions(type, request.path("archived").asBoolean(false));
        var body = Exchange.object().put("status", "COMPLETE");
        var results = body.putArray("results");
        for (JsonNode input : request.path("inputs")) {
            definitions.stream()
                    .filter(definition ->
                            definition.name().equals(input.path("name").asText()))
                    .forEach(definition -> results.add(json(type, definition)));
        }
        String now = IsoTime.text(portal.clock().millis());
        return Exchange.json(200, body.put("startedAt", now).put("completedAt", now));
    }

    ObjectNode json(ObjectType type, PropertyDefinition definition) {
        var json = Exchange.object()
                .put("updatedAt", IsoTime.text(definition.updatedMillis()))
                .put("createdAt", IsoTime.text(definition.createdMillis()))
                .put("name", definition.name())
                .put("label", definition.label())
                .put("type", definition.type())
                .put("fieldType", definition.fieldType())
                .put("description", "")
                .put("groupName", definition.groupName());
        addOptions(json, definition);
        json.put("displayOrder", definition.displayOrder())
                .put("calculated", definition.is('c'))
                .put("externalOptions", definition.is('x'))
                .put("archived", definition.archivedMillis() > 0)
                .put("hasUniqueValue", definition.is('u'))
                .put("hidden", definition.is('h'))
                .put("hubspotDefined", !definition.is('d'));
        if (definition.archivedMillis() > 0) {
            json.put("archivedAt", IsoTime.text(definition.archivedMillis()));
        }
        if (definition.is('o')) {
            json.put("referencedObjectType", "OWNER");
        } else if (definition.name().equals("associatedcompanyid")) {
            json.put("referencedObjectType", "COMPANY");
        }
        if (definition.is('m')) {
            json.put("showCurrencySymbol", true);
            portal.catalog(type)
                    .find("deal_currency_code")
                    .ifPresent(code -> json.put("currencyPropertyName", code.name()));
        }
        json.putObject("modificationMetadata")
                .put("archivable", definition.is('d'))
                .put("readOnlyDefinition", !definition.is('d'))
                .put("readOnlyValue", definition.is('r') || definition.is('c'));
        return json.put("formField", definition.is('f'))
                .put("dataSensitivity", definition.sensitivity().word());
    }

    private static void addOptions(ObjectNode json, PropertyDefinition definition) {
        var options = json.putArray("options");
        var values = definition.type().equals("bool") ? List.of("true", "false") : definition.options();
        for (int i = 0; i < values.size(); i++) {
            options.addObject()
                    .put("label", values.get(i).replace('_', ' ').toLowerCase(Locale.ROOT))
                    .put("value", values.get(i))
                    .put("displayOrder", i)
                    .put("hidden", false);
        }
    }

    private Collection<PropertyDefinition> definitions(ObjectType type, boolean archived) {
        var catalog = portal.catalog(type);
        return archived
                ? catalog.archived()
                : catalog.columns().stream().map(PropertyColumn::definition).toList();
    }

    private static Sensitivity sensitivity(String word) {
        for (Sensitivity sensitivity : Sensitivity.values()) {
            if (sensitivity.word().equals(word)) {
                return sensitivity;
            }
        }
        throw new ApiException(Failure.validation("Invalid value for dataSensitivity: " + word));
    }
}
