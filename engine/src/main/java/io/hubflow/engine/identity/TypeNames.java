package io.hubflow.engine.identity;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.TypeBinding;
import io.hubflow.engine.destination.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names and tables of object types. An object type is its type id: the name that it has in HubSpot today may be gone tomorrow,
 * belong to another type, or be one of hubflow's own.
 *
 * <ul>
 *   <li>A type id that was named once keeps its name and its table.
 *   <li>What an older version has loaded keeps its name and its table, too, under whichever of its names it was loaded.
 *   <li>A name that is hubflow's own, a standard type's or another type's gets the type id at its end: {@code owners_2_345}.
 *       So does a table name.
 * </ul>
 *
 * Types are bound one after another, so that the same requests always give the same names. Not thread-safe.
 */
public final class TypeNames {
    /** The stream of the owners. */
    private static final Set<String> OWN_STREAMS = Set.of("owners");

    /** What hubflow's tables that are no object type's begin with; none of them ends with a type id. */
    private static final String OWN_TABLES = "hubspot_";

    private static final Set<String> REFERENCE_TABLES =
            Set.of("hubspot_properties", "hubspot_owners", "hubspot_pipelines", "hubspot_pipeline_stages");

    private static final String VIEW = "_view";

    /** A type id or a fully qualified name: no two types of a portal share one. */
    private static final Pattern CERTAIN = Pattern.compile("\\d+-\\d+|p\\d+_.+");

    private final List<TypeBinding> bindings;
    private final Set<String> loaded;
    private final Consumer<String> notices;

    /**
     * @param bindings those that are recorded
     * @param checkpoints all that the destination holds
     * @param notices takes a sentence for the operator when a type does not get the name that it has in HubSpot
     */
    public TypeNames(List<TypeBinding> bindings, List<Checkpoint> checkpoints, Consumer<String> notices) {
        this.bindings = new ArrayList<>(bindings);
        this.loaded = checkpoints.stream()
                .filter(ObjectState::isIn)
                .map(Checkpoint::stream)
                .collect(Collectors.toSet());
        this.notices = notices;
    }

    /** To be recorded with the portal's identity. */
    public List<TypeBinding> bindings() {
        return List.copyOf(bindings);
    }

    /** The same type under the name and with the table that it has in this destination. */
    public ObjectType bind(ObjectType type) {
        var known = find(binding -> !type.typeId().isEmpty() && binding.typeId().equals(type.typeId()))
                .or(() -> find(binding -> binding.typeId().isEmpty() && isNamed(type, binding.name())));
        if (known.isPresent()) {
            return rename(
                    type,
                    replace(
                            known.get(),
                            binding(type, known.get().name(), known.get().table())));
        }
        var plain = isFree(type.name(), type) && isTableFree(type.table(), type);
        if (type.standard() && !isLoadedById(type) && (plain || isLoaded(type))) {
            return type;
        }
        return rename(type, add(adopted(type).orElseGet(() -> chosen(type))));
    }

    private Optional<TypeBinding> find(Predicate<TypeBinding> wanted) {
        return bindings.stream().filter(wanted).reduce((earlier, later) -> later);
    }

    private TypeBinding replace(TypeBinding old, TypeBinding by) {
        bindings.set(bindings.indexOf(old), by);
        return by;
    }

    private TypeBinding add(TypeBinding binding) {
        bindings.add(binding);
        return binding;
    }

    private static TypeBinding binding(ObjectType type, String name, String table) {
        return new TypeBinding(type.typeId(), name, table, type.aliases());
    }

    private static ObjectType rename(ObjectType type, TypeBinding binding) {
        return type.named(binding.name(), binding.table());
    }

    /** What an older version has loaded of this type, under its name or, where it could not know that, its type id. */
    private Optional<TypeBinding> adopted(ObjectType type) {
        if (isLoaded(type)) {
            return Optional.of(binding(type, type.name(), type.table()));
        }
        return type.aliases().stream()
                .filter(alias -> CERTAIN.matcher(alias).matches() && loaded.contains(alias) && !isBound(alias))
                .findFirst()
                .map(alias -> binding(type, alias, Catalog.tableName(alias)));
    }

    private boolean isLoaded(ObjectType type) {
        return loaded.contains(type.name()) && !isBound(type.name()) && !REFERENCE_TABLES.contains(type.table());
    }

    private boolean isLoadedById(ObjectType type) {
        return !isLoaded(type) && loaded.contains(type.typeId());
    }

    private TypeBinding chosen(ObjectType type) {
        var name = isFree(type.name(), type) ? type.name() : longer(type.name(), type, n -> isFree(n, type));
        var table =
                isTableFree(type.table(), type) ? type.table() : longer(type.table(), type, t -> isTableFree(t, type));
        if (!name.equals(type.name()) || !table.equals(type.table())) {
            notices.accept(notice(type, name, table));
        }
        return binding(type, name, table);
    }

    private String notice(ObjectType type, String name, String table) {
        var earlier = find(binding -> binding.name().equals(type.name()));
        return earlier.isPresent()
                ? "HubSpot's object type " + type.name() + " has type id " + type.typeId()
                        + " and is another one than that of type id "
                        + earlier.get().typeId()
                        + ", whose rows are in table " + earlier.get().table() + ". It is called " + name
                        + " here and is loaded into table " + table + "."
                : "HubSpot's object type " + type.name() + " (type id " + type.typeId() + ") is called " + name
                        + " here and is loaded into table " + table
                        + ", because hubflow or another object type uses its"
                        + " name.";
    }

    private static String longer(String base, ObjectType type, Predicate<String> free) {
        var suffix = type.typeId().isEmpty() ? "object" : type.typeId().replace('-', '_');
        var name = base + "_" + suffix;
        for (var n = 2; !free.test(name); n++) {
            name = base + "_" + suffix + "_" + n;
        }
        return name;
    }

    private boolean isFree(String name, ObjectType type) {
        var standardOfAnother = !type.standard() && Catalog.isStandardName(name);
        return !OWN_STREAMS.contains(name)
                && !standardOfAnother
                && !isBound(name)
                && (type.standard() || !loaded.contains(name));
    }

    private boolean isBound(String name) {
        return find(binding -> binding.name().equals(name)).isPresent();
    }

    /** Table names are compared without case; in the raw layout each table has a view beside it. */
    private boolean isTableFree(String table, ObjectType type) {
        if (table.startsWith(OWN_TABLES) && table.equals(type.table())) {
            return false;
        }
        var others = bindings.stream().map(TypeBinding::table).collect(Collectors.toSet());
        if (!type.standard()) {
            others.addAll(Catalog.standardTables());
        }
        return others.stream()
                .noneMatch(other -> table.equals(other) || table.equals(other + VIEW) || other.equals(table + VIEW));
    }

    private static boolean isNamed(ObjectType type, String name) {
        return type.name().equals(name) || type.aliases().contains(name);
    }
}
