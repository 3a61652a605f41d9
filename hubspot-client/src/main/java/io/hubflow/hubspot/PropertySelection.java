package io.hubflow.hubspot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The properties that a read asks for, in the order in which {@link HubSpotRecord#value(int)} gives them. Immutable. */
public final class PropertySelection {
    private static final PropertySelection NONE = new PropertySelection(List.of());

    private final List<String> names;
    private final Map<String, Integer> indexByName;

    private PropertySelection(List<String> names) {
        this.names = List.copyOf(names);
        this.indexByName = new HashMap<>(names.size() * 2);
        for (var i = 0; i < this.names.size(); i++) {
            var earlier = indexByName.put(this.names.get(i), i);
            if (earlier != null) {
                throw new IllegalArgumentException("property named twice: " + this.names.get(i));
            }
        }
    }

    /** No property is asked for; HubSpot answers with its defaults, which are not kept. */
    public static PropertySelection none() {
        return NONE;
    }

    /** @throws IllegalArgumentException when a name stands twice */
    public static PropertySelection of(List<String> names) {
        return new PropertySelection(names);
    }

    public List<String> names() {
        return names;
    }

    public int size() {
        return names.size();
    }

    /** Position of the property, or -1 when it is not selected. */
    public int indexOf(String name) {
        var index = indexByName.get(name);
        return index == null ? -1 : index;
    }
}
