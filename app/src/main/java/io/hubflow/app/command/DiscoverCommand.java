package io.hubflow.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.app.ExitCode;
import io.hubflow.app.Surroundings;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.RunJson;
import io.hubflow.app.report.RunTable;
import io.hubflow.app.report.TextTable;
import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.typing.ColumnTypes;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubflow discover}: what there is in the portal. */
@Command(
        name = "discover",
        description = {
            "Shows what there is in HubSpot: the object types with their record counts, or one type's properties.",
            "",
            "Without names, every standard and custom object type and how many records it holds (a search call each)."
                    + " With names, the properties of those types and the columns that they become."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow discover",
            "  hubflow discover contacts deals",
            "  hubflow discover contacts --output json | jq '.object_types[0].properties[].name'"
        })
final class DiscoverCommand implements Callable<Integer>, Reports {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "TYPE", arity = "0..*", description = "Object types whose properties are wanted.")
    private List<String> named = new ArrayList<>();

    @Option(names = "--objects", paramLabel = "TYPES", description = "The same, separated by commas.")
    private @Nullable String objects;

    @Mixin
    private HubSpotFlags hubSpotFlags = new HubSpotFlags();

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private CommonFlags common = new CommonFlags();

    /**
     * @param records absent when HubSpot did not tell
     * @param properties empty in the overview
     */
    private record Found(
            String name,
            Optional<ObjectType> type,
            OptionalLong records,
            List<PropertyDefinition> properties,
            Optional<ConnectorException> error) {}

    DiscoverCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var sources = common.sources(surroundings);
        hubSpotFlags.into(sources, surroundings);
        sources.flag(io.hubflow.app.config.Settings.OBJECT_TYPES, "--objects", objects);
        var configuration = Configuration.load(sources, Configuration.Need.HUBSPOT_TOKEN);
        var wanted = new ArrayList<>(named);
        if (objects != null) {
            wanted.addAll(configuration.require(io.hubflow.app.config.Settings.OBJECT_TYPES));
        }
        try (var client = HubSpotClient.open(configuration.hubSpotSettings())) {
            var catalog = new Catalog(client);
            var found = wanted.isEmpty()
                    ? catalog.fetchObjectTypes().stream()
                            .map(type -> count(client, type))
                            .toList()
                    : wanted.stream()
                            .map(name -> describe(client, catalog, name))
                            .toList();
            print(found, !wanted.isEmpty());
            return code(found, !wanted.isEmpty()).number();
        }
    }

    private static Found count(HubSpotClient client, ObjectType type) {
        try {
            return new Found(type.name(), Optional.of(type), records(client, type), List.of(), Optional.empty());
        } catch (ConnectorException e) {
            return new Found(
                    type.name(), Optional.of(type), OptionalLong.empty(), List.of(), Optional.of(endIfHopeless(e)));
        }
    }

    private static Found describe(HubSpotClient client, Catalog catalog, String name) {
        try {
            var type = catalog.resolve(name);
            var properties = client.fetchProperties(type.apiName());
            return new Found(type.name(), Optional.of(type), records(client, type), properties, Optional.empty());
        } catch (ConnectorException e) {
            return new Found(name, Optional.empty(), OptionalLong.empty(), List.of(), Optional.of(endIfHopeless(e)));
        }
    }

    /** A failure that every other type would meet too ends the command. */
    private static ConnectorException endIfHopeless(ConnectorException e) {
        return switch (e.code()) {
            case HUBSPOT_SCOPE_MISSING, OBJECT_TYPE_UNKNOWN, HUBSPOT_NOT_FOUND, HUBSPOT_REQUEST_REFUSED -> e;
            default -> throw e;
        };
    }

    private static OptionalLong records(HubSpotClient client, ObjectType type) {
        var request = new SearchRequest(
                type.apiName(), List.of(), Optional.empty(), PropertySelection.none(), Optional.empty(), 1);
        return client.searchRecords(request).total();
    }

    private void print(List<Found> found, boolean detailed) {
        if (json()) {
            var json = Json.object();
            var types = json.putArray("object_types");
            found.forEach(type -> types.add(json(type, detailed)));
            surroundings.out().println(Json.write(json));
            return;
        }
        surroundings.out().print(overview(found));
        if (detailed) {
            for (var type : found) {
                surroundings.out().println();
                type.error().ifPresent(error -> surroundings.out().println(type.name() + ": " + error.getMessage()));
                if (type.error().isEmpty()) {
                    surroundings.out().print(properties(type));
                }
            }
        }
    }

    private static String overview(List<Found> found) {
        var table = new TextTable(List.of("object type", "id", "records", "table", "note"));
        for (var type : found) {
            table.row(
                    type.name(),
                    type.type().map(ObjectType::typeId).orElse(""),
                    type.records().isPresent() ? RunTable.count(type.records().getAsLong()) : "",
                    type.type().map(ObjectType::table).orElse(""),
                    type.error().map(error -> note(error.code())).orElse(""));
        }
        return table.render();
    }

    private static String note(ErrorCode code) {
        return switch (code) {
            case HUBSPOT_SCOPE_MISSING -> "the token lacks the scope";
            case OBJECT_TYPE_UNKNOWN, HUBSPOT_NOT_FOUND -> "not in this account";
            default -> "cannot be searched here";
        };
    }

    private static String properties(Found type) {
        var table = new TextTable(List.of(type.name() + " property", "label", "HubSpot type", "column type", "note"));
        for (var property : type.properties()) {
            table.row(
                    property.name(),
                    property.label(),
                    property.type() + " (" + property.fieldType() + ")",
                    ColumnTypes.of(property).name(),
                    note(property));
        }
        return table.render();
    }

    private static String note(PropertyDefinition property) {
        var notes = new ArrayList<String>();
        if (property.calculated()) {
            notes.add("calculated");
        }
        if (property.dataSensitivity() != PropertyDefinition.DataSensitivity.NON_SENSITIVE) {
            notes.add(property.dataSensitivity().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        if (!property.hubspotDefined()) {
            notes.add("custom");
        }
        return String.join(", ", notes);
    }

    private static ObjectNode json(Found found, boolean detailed) {
        var json = Json.object();
        json.put("object_type", found.name());
        found.type()
                .ifPresent(type -> json.put("object_type_id", type.typeId())
                        .put("table", type.table())
                        .put("modified_property", type.modifiedProperty()));
        found.records().ifPresentOrElse(count -> json.put("records", count), () -> json.putNull("records"));
        if (detailed) {
            var properties = json.putArray("properties");
            for (var property : found.properties()) {
                properties
                        .addObject()
                        .put("name", property.name())
                        .put("label", property.label())
                        .put("type", property.type())
                        .put("field_type", property.fieldType())
                        .put("column_type", ColumnTypes.of(property).name())
                        .put("calculated", property.calculated())
                        .put("sensitivity", property.dataSensitivity().name().toLowerCase(Locale.ROOT))
                        .put("hubspot_defined", property.hubspotDefined());
            }
        }
        found.error().ifPresentOrElse(error -> json.set("error", RunJson.of(error)), () -> json.putNull("error"));
        return json;
    }

    /** In the overview a type that this account or token does not have is an answer; a type asked for by name is a failure. */
    private static ExitCode code(List<Found> found, boolean detailed) {
        var errors = found.stream().map(Found::error).flatMap(Optional::stream).toList();
        if (!detailed || errors.isEmpty()) {
            return ExitCode.OK;
        }
        return errors.size() == found.size() ? ExitCode.of(errors.getFirst().code()) : ExitCode.FAILED;
    }

    @Override
    public boolean json() {
        return output.json();
    }
}
