package io.hubflow.engine.checkpoint;

import java.util.List;
import java.util.Map;

/**
 * What an object type's last discovery found, kept apart from {@link ObjectState} because it is long and rarely changes.
 *
 * @param selected properties that the rows hold
 * @param columnNames column by property, for every property that ever had one
 * @param properties every property ever seen, the removed ones included
 * @param fingerprints content hash of each reference table as last written
 */
public record CatalogState(
        List<String> selected,
        Map<String, String> columnNames,
        List<KnownProperty> properties,
        Map<String, String> fingerprints) {
    public static final CatalogState EMPTY = new CatalogState(List.of(), Map.of(), List.of(), Map.of());

    public CatalogState {
        selected = List.copyOf(selected);
        columnNames = Map.copyOf(columnNames);
        properties = List.copyOf(properties);
        fingerprints = Map.copyOf(fingerprints);
    }

    /** @param removedAtMillis when HubSpot first did not list it any more; 0 = it is there */
    public record KnownProperty(String name, String label, String type, String fieldType, long removedAtMillis) {}
}
