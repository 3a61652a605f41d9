package io.hubflow.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reads the small answers: properties, owners, pipelines, schemas, account. Absent texts become empty. */
final class CatalogReader {
    private CatalogReader() {}

    /** @param nextAfter absent on the last page */
    record OwnerPage(List<Owner> owners, Optional<String> nextAfter) {}

    static AnswerReader<List<PropertyDefinition>> properties(PropertyDefinition.DataSensitivity asked) {
        return answer -> results(answer, json -> property(json, asked));
    }

    static OwnerPage owners(Transport.Answer answer) throws IOException {
        return new OwnerPage(results(answer, CatalogReader::owner), nextAfter(answer));
    }

    static List<Pipeline> pipelines(Transport.Answer answer) throws IOException {
        var pipelines = new ArrayList<>(results(answer, CatalogReader::pipeline));
        pipelines.sort(Comparator.comparingInt(Pipeline::displayOrder));
        return pipelines;
    }

    static List<ObjectSchema> schemas(Transport.Answer answer) throws IOException {
        return results(answer, CatalogReader::schema);
    }

    static AccountDetails account(Transport.Answer answer) throws IOException {
        var json = object(answer);
        if (!json.path("portalId").isIntegralNumber()) {
            throw new ForeignAnswerException("account details without \"portalId\"");
        }
        return new AccountDetails(
                json.path("portalId").asLong(),
                text(json, "accountType"),
                text(json, "timeZone"),
                text(json, "uiDomain"));
    }

    /** The cursor of the next page; absent on the last one. */
    static Optional<String> nextAfter(Transport.Answer answer) throws IOException {
        var after = object(answer).path("paging").path("next").path("after").asText("");
        return Optional.of(after).filter(text -> !text.isEmpty());
    }

    static JsonNode object(Transport.Answer answer) throws IOException {
        var json = Json.tree(answer.body());
        if (json.isMissingNode()) {
            throw new BrokenAnswerException("an empty body");
        }
        if (!json.isObject()) {
            throw new ForeignAnswerException("JSON that is no object");
        }
        return json;
    }

    static <T> List<T> results(Transport.Answer answer, Function<JsonNode, T> reader) throws IOException {
        var results = object(answer).path("results");
        if (!results.isArray()) {
            throw new ForeignAnswerException("JSON without \"results\"");
        }
        var read = new ArrayList<T>(results.size());
        for (var json : results) {
            read.add(reader.apply(json));
        }
        return read;
    }

    private static PropertyDefinition property(JsonNode json, PropertyDefinition.DataSensitivity asked) {
        var options = new ArrayList<PropertyDefinition.Option>();
        for (var option : json.path("options")) {
            options.add(new PropertyDefinition.Option(
                    text(option, "label"),
                    text(option, "value"),
                    option.path("hidden").asBoolean()));
        }
        return new PropertyDefinition(
                text(json, "name"),
                text(json, "label"),
                text(json, "description"),
                text(json, "groupName"),
                text(json, "type"),
                text(json, "fieldType"),
                options,
                text(json, "referencedObjectType"),
                asked,
                json.path("calculated").asBoolean(),
                json.path("hidden").asBoolean(),
                json.path("hubspotDefined").asBoolean(),
                json.path("hasUniqueValue").asBoolean(),
                json.path("archived").asBoolean(),
                time(json, "createdAt").toEpochMilli());
    }

    private static Owner owner(JsonNode json) {
        var user = json.path("userId").isIntegralNumber() ? json.path("userId") : json.path("userIdIncludingInactive");
        var teams = new ArrayList<Owner.Team>();
        for (var team : json.path("teams")) {
            teams.add(new Owner.Team(
                    text(team, "id"), text(team, "name"), team.path("primary").asBoolean()));
        }
        return new Owner(
                text(json, "id"),
                user.isIntegralNumber() ? OptionalLong.of(user.asLong()) : OptionalLong.empty(),
                text(json, "email"),
                text(json, "firstName"),
                text(json, "lastName"),
                text(json, "type"),
                json.path("archived").asBoolean(),
                time(json, "createdAt"),
                time(json, "updatedAt"),
                teams);
    }

    private static Pipeline pipeline(JsonNode json) {
        var stages = new ArrayList<Pipeline.Stage>();
        json.path("stages").forEach(stage -> stages.add(stage(stage)));
        stages.sort(Comparator.comparingInt(Pipeline.Stage::displayOrder));
        return new Pipeline(
                text(json, "id"),
                text(json, "label"),
                json.path("displayOrder").asInt(),
                json.path("archived").asBoolean(),
                time(json, "createdAt"),
                time(json, "updatedAt"),
                stages);
    }

    private static Pipeline.Stage stage(JsonNode json) {
        var metadata = new LinkedHashMap<String, String>();
        json.path("metadata")
                .properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText("")));
        return new Pipeline.Stage(
                text(json, "id"),
                text(json, "label"),
                json.path("displayOrder").asInt(),
                json.path("archived").asBoolean(),
                time(json, "createdAt"),
                time(json, "updatedAt"),
                metadata);
    }

    private static ObjectSchema schema(JsonNode json) {
        return new ObjectSchema(
                text(json, "objectTypeId"),
                text(json, "fullyQualifiedName"),
                text(json, "name"),
                text(json.path("labels"), "plural"),
                json.path("archived").asBoolean());
    }

    static String text(JsonNode json, String field) {
        var value = json.path(field);
        return value.isNull() ? "" : value.asText("");
    }

    /** An absent or unreadable time is the epoch: these records have no use for it beyond display. */
    private static Instant time(JsonNode json, String field) {
        var millis = RecordTimestamps.toMillis(text(json, field));
        return millis == RecordTimestamps.UNREADABLE ? Instant.EPOCH : Instant.ofEpochMilli(millis);
    }
}
