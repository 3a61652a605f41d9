package io.hubflow.engine.catalog;

import io.hubflow.engine.checkpoint.TypeBinding;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.ObjectSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the object type that a user means. Standard types are known without a call; for any other name HubSpot is asked.
 * Thread-safe; asks for the custom types at most once.
 */
public final class Catalog {
    private static final Pattern TYPE_ID = Pattern.compile("\\d+-\\d+");

    private final HubSpotClient client;
    private final List<TypeBinding> bindings;
    private final ReentrantLock asking = new ReentrantLock();
    private @Nullable List<ObjectType> customTypes;

    public Catalog(HubSpotClient client) {
        this(client, List.of());
    }

    /** @param bindings types that were loaded before, for when HubSpot does not list the custom ones to this token */
    public Catalog(HubSpotClient client, List<TypeBinding> bindings) {
        this.client = client;
        this.bindings = List.copyOf(bindings);
    }

    /** Whether this is what a user may write for one of HubSpot's own types. */
    public static boolean isStandardName(String name) {
        return StandardObjectTypes.find(name).isPresent();
    }

    /** The name that hubflow has for what a user wrote, where that needs no call; else as written. */
    public static String standardName(String written) {
        return StandardObjectTypes.find(written.strip()).map(ObjectType::name).orElse(written.strip());
    }

    /** Whether this is one of HubSpot's own types, by any of its names. */
    public static boolean isStandard(String written) {
        return StandardObjectTypes.find(written).isPresent();
    }

    /** Tables of HubSpot's own types. */
    public static Set<String> standardTables() {
        return StandardObjectTypes.ALL.stream().map(ObjectType::table).collect(Collectors.toSet());
    }

    /** HubSpot's standard types, then the portal's custom ones. One call. */
    public List<ObjectType> fetchObjectTypes() {
        var types = new ArrayList<>(StandardObjectTypes.ALL);
        types.addAll(customTypes());
        return List.copyOf(types);
    }

    /**
     * @param written plural or singular name, type id ({@code 0-1}, {@code 2-345}), or a custom type's name or fully
     *     qualified name
     * @throws ConnectorException {@code OBJECT_TYPE_UNKNOWN} when HubSpot does not know it either
     */
    public ObjectType resolve(String written) {
        var name = written.strip().toLowerCase(Locale.ROOT);
        return StandardObjectTypes.find(name)
                .or(() -> findCustom(name))
                .or(() -> findBound(name))
                .orElseGet(() -> askHubSpot(written, name));
    }

    /** A type that is known by this name without a call: one of HubSpot's own, or one that was loaded before. */
    public Optional<ObjectType> findKnown(String name) {
        return StandardObjectTypes.find(name).or(() -> findBound(name));
    }

    /** Of several types that had this name one after another, the last. */
    private Optional<ObjectType> findBound(String name) {
        return bindings.stream()
                .filter(binding -> !binding.typeId().isEmpty())
                .filter(binding ->
                        binding.name().equals(name) || binding.aliases().contains(name))
                .reduce((earlier, later) -> later)
                .map(Catalog::bound);
    }

    private static ObjectType bound(TypeBinding binding) {
        return new ObjectType(
                binding.name(),
                binding.typeId(),
                binding.typeId(),
                ObjectType.MODIFIED,
                binding.table(),
                true,
                binding.aliases());
    }

    private Optional<ObjectType> findCustom(String name) {
        return customTypes().stream()
                .filter(type -> type.aliases().contains(name))
                .findFirst();
    }

    private List<ObjectType> customTypes() {
        asking.lock();
        try {
            var known = customTypes;
            if (known == null) {
                known = client.fetchSchemas().stream()
                        .filter(schema -> !schema.archived())
                        .map(Catalog::custom)
                        .toList();
                customTypes = known;
            }
            return known;
        } finally {
            asking.unlock();
        }
    }

    private static ObjectType custom(ObjectSchema schema) {
        var aliases = new ArrayList<String>();
        for (var alias :
                List.of(schema.objectTypeId(), schema.fullyQualifiedName(), schema.name(), schema.pluralLabel())) {
            if (!alias.isBlank()) {
                aliases.add(alias.toLowerCase(Locale.ROOT));
            }
        }
        var name = schema.name().toLowerCase(Locale.ROOT);
        var free = StandardObjectTypes.find(name).isEmpty() && !ReadableTypes.isAll(name);
        var unique = free ? name : schema.fullyQualifiedName().toLowerCase(Locale.ROOT);
        return new ObjectType(
                unique,
                schema.objectTypeId(),
                schema.objectTypeId(),
                ObjectType.MODIFIED,
                tableName(unique),
                true,
                aliases);
    }

    /** A type newer than our list: it works when HubSpot can describe it. */
    private ObjectType askHubSpot(String written, String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf(' ') >= 0) {
            throw unknown(written, null);
        }
        try {
            client.fetchProperties(name);
        } catch (ConnectorException e) {
            switch (e.code()) {
                case OBJECT_TYPE_UNKNOWN, HUBSPOT_NOT_FOUND, HUBSPOT_REQUEST_REFUSED -> throw unknown(written, e);
                default -> throw e;
            }
        }
        var typeId = TYPE_ID.matcher(name).matches() ? name : "";
        return new ObjectType(name, name, typeId, ObjectType.MODIFIED, tableName(name), false, List.of(name));
    }

    private ConnectorException unknown(String written, @Nullable ConnectorException cause) {
        var known = new ArrayList<String>();
        for (var type : fetchObjectTypes()) {
            known.addAll(type.aliases());
        }
        return new ConnectorException(
                ErrorCode.OBJECT_TYPE_UNKNOWN,
                "HubSpot knows no object type " + written + ".",
                "It was not read; the other object types went on.",
                Suggestions.sentence(
                        written.strip().toLowerCase(Locale.ROOT), known, "`hubflow discover` lists the names."),
                cause);
    }

    /** The table for a name as HubSpot has it; {@code object_2_345} for a type id. */
    public static String tableName(String name) {
        var table = name.replaceAll("[^a-z0-9_]", "_");
        return Character.isLetter(table.charAt(0)) ? table : "object_" + table;
    }
}
