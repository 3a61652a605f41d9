package io.hubflow.simulator.portal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The object types of a portal and the names each can be called by. Custom types come and go, under the portal's write
 * lock; names can be looked up by many threads meanwhile.
 */
public final class TypeTable {
    private static final long FIRST_CREATED_ID = 17_013_400;

    private final long portalId;
    private final Map<String, ObjectType> byName = new ConcurrentHashMap<>();
    private final List<ObjectType> inOrder = new CopyOnWriteArrayList<>();
    private final Set<ObjectType> inactive = ConcurrentHashMap.newKeySet();
    private long nextCustomId = FIRST_CREATED_ID;

    private TypeTable(long portalId, List<ObjectType> types) {
        this.portalId = portalId;
        types.forEach(this::add);
    }

    /**
     * Adds a custom type under a type id that was never used. One that is named like a type of HubSpot's own is called
     * by its id or its fully qualified name alone.
     *
     * @throws IllegalArgumentException when another type has the name, or it is not one that HubSpot would accept
     */
    ObjectType create(String name, String plural) {
        for (String word : List.of(name, plural)) {
            if (!word.matches("[A-Za-z][A-Za-z0-9_]*")) {
                throw new IllegalArgumentException(
                        "A custom object type is named by letters, digits and underscores, not \"" + word + "\"");
            }
            if (find(word).filter(ObjectType::isCustom).isPresent()) {
                throw new IllegalArgumentException("The portal already has an object type \"" + word + "\"");
            }
        }
        var type = new ObjectType(
                plural,
                name,
                "2-" + nextCustomId++,
                List.of("crm.objects.custom.read"),
                "hs_createdate",
                List.of(),
                true);
        add(type);
        return type;
    }

    /** Removes a custom type; its names are free again. */
    void delete(ObjectType type) {
        if (!type.isCustom()) {
            throw new IllegalArgumentException("Only custom object types can be deleted, not " + type.plural());
        }
        inOrder.remove(type);
        byName.values().removeIf(type::equals);
    }

    private void add(ObjectType type) {
        inOrder.add(type);
        byName.putIfAbsent(type.plural(), type);
        byName.putIfAbsent(type.singular(), type);
        byName.put(type.id(), type);
        if (type.isCustom()) {
            byName.put(type.qualifiedName(portalId), type);
        }
    }

    /** The types of the reference table and one custom object, {@code machines}. */
    public static TypeTable load(long portalId) {
        return new TypeTable(
                portalId, rows("types.tsv").stream().map(TypeTable::parse).toList());
    }

    /** The name that calls a type and no other: the plural one, or the id when another type is called that. */
    public String key(ObjectType type) {
        return type.equals(byName.get(type.plural())) ? type.plural() : type.id();
    }

    /** Whether the account uses a type; types of HubSpot's own can be switched off (source: object library). */
    public boolean isActive(ObjectType type) {
        return !inactive.contains(type);
    }

    /** Switches a type of HubSpot's own on. */
    void activate(ObjectType type) {
        inactive.remove(type);
    }

    /** Switches a type of HubSpot's own off; its records stay, but nothing shows them. */
    void deactivate(ObjectType type) {
        if (type.isCustom()) {
            throw new IllegalArgumentException(
                    "Custom object types cannot be switched off, only " + type.plural() + " deleted");
        }
        inactive.add(type);
    }

    /** Resolves a plural or singular name, a type id or a fully qualified name (source: objects guide). */
    public Optional<ObjectType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Like {@link #find(String)}, for callers that configure the simulator. */
    public ObjectType require(String name) {
        return find(name)
                .orElseThrow(
                        () -> new IllegalArgumentException("The simulator has no object type \"" + name + "\"; it has "
                                + inOrder.stream().map(ObjectType::plural).toList()));
    }

    /** All types, in the table's order; created ones last. */
    public Collection<ObjectType> all() {
        return List.copyOf(inOrder);
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
