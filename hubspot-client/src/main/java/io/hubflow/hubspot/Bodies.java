package io.hubflow.hubspot;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The JSON that is posted: searches of records and of lists, batch reads. */
final class Bodies {
    private Bodies() {}

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** {@code limit} is always there: HubSpot's own default is 10. */
    static byte[] search(SearchRequest request) {
        return object(json -> {
            json.writeArrayFieldStart("filterGroups");
            for (var group : request.groups()) {
                json.writeStartObject();
                json.writeArrayFieldStart("filters");
                for (var filter : group) {
                    filter(json, filter);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            if (request.sort().isPresent()) {
                var sort = request.sort().get();
                json.writeArrayFieldStart("sorts");
                json.writeStartObject();
                json.writeStringField("propertyName", sort.property());
                json.writeStringField("direction", sort.direction().name());
                json.writeEndObject();
                json.writeEndArray();
            }
            names(json, request.properties());
            json.writeNumberField("limit", request.limit());
            if (request.after().isPresent()) {
                json.writeStringField("after", request.after().get());
            }
        });
    }

    static byte[] batchRead(PropertySelection properties, List<Long> ids) {
        return object(json -> {
            inputs(json, ids);
            names(json, properties);
        });
    }

    /** @param histories properties whose earlier values are wanted; no property is asked for its value alone */
    static byte[] batchReadOfHistories(List<String> histories, List<Long> ids) {
        return object(json -> {
            inputs(json, ids);
            json.writeArrayFieldStart("properties");
            json.writeEndArray();
            json.writeArrayFieldStart("propertiesWithHistory");
            for (var name : histories) {
                json.writeString(name);
            }
            json.writeEndArray();
        });
    }

    static byte[] ids(List<Long> ids) {
        return object(json -> inputs(json, ids));
    }

    static byte[] associations(List<AssociationInput> inputs) {
        return object(json -> {
            json.writeArrayFieldStart("inputs");
            for (var input : inputs) {
                json.writeStartObject();
                json.writeStringField("id", Long.toString(input.id()));
                if (!input.after().isEmpty()) {
                    json.writeStringField("after", input.after());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** @param ids of the wanted lists; empty for all */
    static byte[] listSearch(int offset, int count, List<String> ids) {
        return object(json -> {
            json.writeNumberField("offset", offset);
            json.writeNumberField("count", count);
            json.writeArrayFieldStart("listIds");
            for (var id : ids) {
                json.writeString(id);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("processingTypes");
            json.writeEndArray();
            json.writeArrayFieldStart("additionalProperties");
            for (var name : List.of("hs_list_size", "hs_last_record_added_at", "hs_last_record_removed_at")) {
                json.writeString(name);
            }
            json.writeEndArray();
        });
    }

    private static void inputs(JsonGenerator json, List<Long> ids) throws IOException {
        json.writeArrayFieldStart("inputs");
        for (var id : ids) {
            json.writeStartObject();
            json.writeStringField("id", Long.toString(id));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void filter(JsonGenerator json, SearchFilter filter) throws IOException {
        json.writeStartObject();
        json.writeStringField("propertyName", filter.property());
        json.writeStringField("operator", filter.operator().name());
        if (filter.value().isPresent()) {
            json.writeStringField("value", filter.value().get());
        }
        if (filter.highValue().isPresent()) {
            json.writeStringField("highValue", filter.highValue().get());
        }
        if (!filter.values().isEmpty()) {
            json.writeArrayFieldStart("values");
            for (var value : filter.values()) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void names(JsonGenerator json, PropertySelection properties) throws IOException {
        json.writeArrayFieldStart("properties");
        for (var name : properties.names()) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    private static byte[] object(Fields fields) {
        var bytes = new ByteArrayOutputStream(1024);
        try (var json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
