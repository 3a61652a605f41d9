package io.hubflow.service.status;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.catalog.ReadableTypes;
import io.hubflow.engine.checkpoint.TypeBinding;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The object types that the configuration names, by the names that they have in the warehouse. */
public final class ConfiguredTypes {
    private final List<TypeBinding> bindings;
    private final boolean all;
    private final Set<String> names = new LinkedHashSet<>();

    /**
     * @param written as the configuration names them
     * @param bindings the names that types were given in the warehouse. A custom type that was never loaded goes by what is
     *     written
     */
    public ConfiguredTypes(List<String> written, List<TypeBinding> bindings) {
        this.bindings = List.copyOf(bindings);
        this.all = ReadableTypes.containsAll(written);
        written.stream()
                .filter(name -> !ReadableTypes.isAll(name))
                .map(this::nameOf)
                .forEach(names::add);
    }

    /** @param written a type as the configuration names it */
    public String nameOf(String written) {
        var standard = Catalog.standardName(written).toLowerCase(Locale.ROOT);
        return bindings.stream()
                .filter(binding -> !binding.typeId().isEmpty())
                .filter(binding ->
                        binding.name().equals(standard) || binding.aliases().contains(standard))
                .reduce((earlier, later) -> later)
                .map(TypeBinding::name)
                .orElse(standard);
    }

    /** @param written some of them as the configuration names them */
    public Set<String> namesOf(List<String> written) {
        return written.stream().map(this::nameOf).collect(Collectors.toSet());
    }

    /** Whether the configuration asks for this type. What it does not name any more keeps its table, as it is. */
    public boolean contains(String name) {
        return all || names.contains(name);
    }

    /** Those that are named one by one; which ones {@code all} means is known after a run. */
    public Set<String> names() {
        return Set.copyOf(names);
    }

    /** Those whose name in the warehouse is certain before HubSpot was asked. */
    Set<String> certainNames() {
        var certain = new LinkedHashSet<>(names);
        certain.removeIf(name -> !Catalog.isStandard(name)
                && bindings.stream().noneMatch(binding -> binding.name().equals(name)));
        return certain;
    }
}
