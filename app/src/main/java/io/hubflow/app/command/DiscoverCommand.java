package io.hubflow.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.app.CommandContext;
import io.hubflow.app.ExitCode;
import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.Settings;
import io.hubflow.app.report.Json;
import io.hubflow.app.report.RunJson;
import io.hubflow.app.report.RunTable;
import io.hubflow.app.report.TextTable;
import io.hubflow.engine.catalog.Discovery;
import io.hubflow.engine.catalog.Discovery.DescribedProperty;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.ReadableTypes;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyDefinition;
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
            "Shows what HubSpot holds: the object types with their record counts, or the properties of some"
                    + " types.",
            "",
            "Without names, it lists every standard and custom object type with its number of records (two calls"
                    + " each). With names, it lists the properties of these types and the columns that they become."
        },
        footer = {
            "",
            "Examples:",
            "  hubflow discover",
            "  hubflow discover contacts deals",
            "  hubflow discover contacts --output json | jq '.object_types[0].properties[].name'"
        })
final class DiscoverCommand implements Callable<Integer>, Reports {
    private final CommandContext context;

    @Parameters(paramLabel = "TYPE", arity = "0..*", description = "Object types whose properties to show.")
    private List<String> named = new ArrayList<>();

    @Option(names = "--objects", paramLabel = "TYPES", description = "The same, separated by commas.")
    private @Nullable String objects;

    @Mixin
    private HubSpotFlags hubSpotFlags = new HubSpotFlags();

    @Mixin
    private OutputFlag output = new OutputFlag();

    @Mixin
    private CommonFlags common = new CommonFlags();

    /** What was found out about one type; {@code name} as the user wrote it when HubSpot does not know it. */
    private record DescribedType(
            String name,
            Optional<ObjectType> type,
            OptionalLong records,
            List<DescribedProperty> properties,
            Optional<ConnectorException> error) {}

    DiscoverCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        var sources = common.sources(context);
        hubSpotFlags.into(sources, context);
        sources.flag(Settings.OBJECT_TYPES, "--objects", objects);
        var configuration = Configuration.load(sources, Configuration.Need.HUBSPOT_TOKEN);
        var wanted = new ArrayList<>(named);
        if (objects != null) {
            wanted.addAll(configuration.require(Settings.OBJECT_TYPES));
        }
        if (ReadableTypes.containsAll(wanted)) {
            wanted.clear();
        }
        try (var client = HubSpotClient.open(configuration.hubSpotSettings())) {
            var discovery = new Discovery(client);
            var found = wanted.isEmpty()
                    ? discovery.fetchObjectTypes().stream()
                            .map(type -> count(discovery, type))
                            .toList()
                    : wanted.stream().map(name -> describe(discovery, name)).toList();
            print(found, !wanted.isEmpty());
            return code(found, !wanted.isEmpty()).number();
        }
    }

    private static DescribedType count(Discovery discovery, ObjectType type) {
        var problem = discovery.check(type);
        var records = problem.isPresent() ? OptionalLong.empty() : discovery.count(type);
        return new DescribedType(type.name(), Optional.of(type), records, List.of(), problem);
    }

    private static DescribedType describe(Discovery discovery, String name) {
        try {
            var found = discovery.describe(name);
            return new DescribedType(
                    found.type().name(),
                    Optional.of(found.type()),
                    found.records(),
                    found.properties(),
                    found.problem());
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.OBJECT_TYPE_UNKNOWN) {
                throw e;
            }
            return new DescribedType(name, Optional.empty(), OptionalLong.empty(), List.of(), Optional.of(e));
        }
    }

    private void print(List<DescribedType> found, boolean detailed) {
        if (json()) {
            var json = Json.object();
            var types = json.putArray("object_types");
            found.forEach(type -> types.add(json(type, detailed)));
            context.out().println(Json.write(json));
            return;
        }
        context.out().print(overview(found));
        if (detailed) {
            for (var type : found) {
                context.out().println();
                type.error().ifPresent(error -> context.out().println(type.name() + ": " + error.getMessage()));
                if (type.error().isEmpty()) {
                    context.out().print(properties(type));
                }
            }
        }
    }

    private static String overview(List<DescribedType> found) {
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

    private static String properties(DescribedType type) {
        var table = new TextTable(List.of(type.name() + " property", "label", "HubSpot type", "column type", "note"));
        for (var described : type.properties()) {
            var property = described.definition();
            table.row(
                    property.name(),
                    property.label(),
                    property.type() + " (" + property.fieldType() + ")",
                    described.columnType().name(),
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

    private static ObjectNode json(DescribedType found, boolean detailed) {
        var json = Json.object();
        json.put("object_type", found.name());
        found.type()
                .ifPresent(type -> json.put("object_type_id", type.typeId())
                        .put("table", type.table())
                        .put("modified_property", type.modifiedProperty()));
        found.records().ifPresentOrElse(count -> json.put("records", count), () -> json.putNull("records"));
        if (detailed) {
            var properties = json.putArray("properties");
            for (var described : found.properties()) {
                var property = described.definition();
                properties
                        .addObject()
                        .put("name", property.name())
                        .put("label", property.label())
                        .put("type", property.type())
                        .put("field_type", property.fieldType())
                        .put("column_type", described.columnType().name())
                        .put("calculated", property.calculated())
                        .put("sensitivity", property.dataSensitivity().name().toLowerCase(Locale.ROOT))
                        .put("hubspot_defined", property.hubspotDefined());
            }
        }
        found.error().ifPresentOrElse(error -> json.set("error", RunJson.of(error)), () -> json.putNull("error"));
        return json;
    }

    /** In the overview a type that this account or token does not have is an answer; a type asked for by name is a failure. */
    private static ExitCode code(List<DescribedType> found, boolean detailed) {
        var errors = found.stream()
                .map(DescribedType::error)
                .flatMap(Optional::stream)
                .toList();
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
