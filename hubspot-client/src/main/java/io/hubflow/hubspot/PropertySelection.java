package io.hubflow.hubspot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The properties that a read asks for, in the order in which {@link HubSpotRecord#value(int)} gives them. Immutable. */
public final class PropertySelection {
    private static final PropertySelection NONE = of(List.of());

    private final List<String> names;
    private final Map<String, Integer> indexByName;
    private final int size;

    private PropertySelection(List<String> names, Map<String, Integer> indexByName, int size) {
        this.names = names;
        this.indexByName = indexByName;
        this.size = size;
    }

    /** No property is asked for; HubSpot answers with its defaults, which are not kept. */
    public static PropertySelection none() {
        return NONE;
    }

    /** @throws IllegalArgumentException when a name stands twice */
    public static PropertySelection of(List<String> names) {
        var indexByName = new HashMap<String, Integer>(names.size() * 2);
        for (var name : names) {
            if (indexByName.put(name, indexByName.size()) != null) {
                throw new IllegalArgumentException("property named twice: " + name);
            }
        }
        return new PropertySelection(List.copyOf(names), indexByName, names.size());
    }

    /** Asks for some of these properties alone; their values keep their positions, so that {@link RecordParts} can join them. */
    public PropertySelection part(Predicate<String> asked) {
        var index = new HashMap<>(indexByName);
        index.keySet().removeIf(asked.negate());
        return new PropertySelection(names.stream().filter(asked).toList(), index, size);
    }

    /** The properties that are asked for. */
    public List<String> names() {
        return names;
    }

    /** How many values a record has. */
    public int size() {
        return size;
    }

    /** Position of the property, or -1 when it is not asked for. */
    public int indexOf(String name) {
        var index = indexByName.get(name);
        return index == null ? -1 : index;
    }
}
