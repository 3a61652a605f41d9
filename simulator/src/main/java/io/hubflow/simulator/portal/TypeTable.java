package io.hubflow.simulator.portal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The object types of a portal and the names each can be called by. Immutable. */
public final class TypeTable {
    private final Map<String, ObjectType> byName = new HashMap<>();
    private final Map<String, ObjectType> byPlural = new LinkedHashMap<>();

    private TypeTable(long portalId, List<ObjectType> types) {
        for (ObjectType type : types) {
            byPlural.put(type.plural(), type);
            byName.put(type.plural(), type);
            byName.put(type.singular(), type);
            byName.put(type.id(), type);
            if (type.isCustom()) {
                byName.put(type.qualifiedName(portalId), type);
            }
        }
    }

    /** The types of the reference table and one custom object, {@code machines}. */
    public static TypeTable load(long portalId) {
        return new TypeTable(
                portalId, rows("types.tsv").stream().map(TypeTable::parse).toList());
    }

    /** Resolves a plural or singular name, a type id or a fully qualified name (source: objects guide). */
    public Optional<ObjectType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Like {@link #find(String)}, for callers that configure the simulator. */
    public ObjectType require(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The simulator has no object type \"" + name + "\"; it has " + byPlural.keySet()));
    }

    /** All types, in the table's order. */
    public Collection<ObjectType> all() {
        return byPlural.values();
    }

    static List<String[]> rows(String resource) {
        var stream = TypeTable.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new IllegalStateException("Resource " + resource + " is missing from the simulator");
        }
        var rows = new ArrayList<String[]>();
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(line.split("\t", -1));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Resource " + resource + " cannot be read", unreadable);
        }
        return rows;
    }

    private static ObjectType parse(String[] cells) {
        return new ObjectType(
                cells[0],
                cells[1],
                cells[2],
                split(cells[3], "\\|"),
                cells[4],
                split(cells[5], ";"),
                cells[6].equals("search"));
    }

    static List<String> split(String cell, String separator) {
        return cell.isEmpty() ? List.of() : Arrays.asList(cell.split(separator));
    }
}
