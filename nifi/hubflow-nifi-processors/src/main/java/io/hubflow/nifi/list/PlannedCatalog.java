package io.hubflow.nifi.list;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubflow.engine.schema.SchemaEvolution;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The properties that an object type's rows have been asked for so far: what is missing here is new, what differs was
 * retyped.
 *
 * @param types column type by property
 * @param columns column name by property, only where it is not the property's name
 */
record PlannedCatalog(Map<String, String> types, Map<String, String> columns) {
    static final PlannedCatalog EMPTY = new PlannedCatalog(Map.of(), Map.of());

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    PlannedCatalog {
        types = Map.copyOf(types);
        columns = Map.copyOf(columns);
    }

    /** What is known once all wanted properties have been asked for. */
    static PlannedCatalog of(WantedType wanted, SchemaEvolution evolution) {
        var types = new HashMap<String, String>();
        wanted.properties()
                .forEach(want -> types.put(want.property(), want.type().name()));
        var columns = new HashMap<String, String>();
        evolution.columnNames().forEach((property, column) -> {
            if (!property.equals(column)) {
                columns.put(property, column);
            }
        });
        return new PlannedCatalog(types, columns);
    }

    /** Compressed: a cluster keeps all object types' states in one ZooKeeper node of at most a megabyte. */
    String toText() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** @throws IllegalArgumentException when it is no such text */
    static PlannedCatalog parse(String text) {
        try (var in = new GZIPInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(text.getBytes(StandardCharsets.US_ASCII))))) {
            return JSON.readValue(in.readAllBytes(), PlannedCatalog.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the properties of an earlier plan", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("not compressed text", e);
        }
    }
}
