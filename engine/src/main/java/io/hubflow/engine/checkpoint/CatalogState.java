package io.hubflow.engine.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an object type's last discovery found, kept apart from {@link ObjectState} because it is long and rarely changes.
 *
 * @param selected properties that the rows hold
 * @param columnNames column by property, for every property that ever had one
 * @param properties every property ever seen, the removed ones included
 * @param fingerprints content hash of each reference table as last written
 * @param columnTypes type of each column that was planned; older states have none
 * @param unreadable properties that HubSpot refused to let us read, although it lists them
 * @param protections how the stored values of protected properties were changed, by property; older states have none
 * @param sensitiveListedMillis when HubSpot last listed the properties of every sensitivity class; 0 = not all of them, or not
 *     known
 * @param ordinaryFingerprint content hash of what was last written of the table of properties for those that are not sensitive;
 *     older states have none
 */
public record CatalogState(
        List<String> selected,
        Map<String, String> columnNames,
        List<KnownProperty> properties,
        Map<String, String> fingerprints,
        Map<String, String> columnTypes,
        List<String> unreadable,
        Map<String, String> protections,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long sensitiveListedMillis,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String ordinaryFingerprint) {
    public static final CatalogState EMPTY =
            new CatalogState(List.of(), Map.of(), List.of(), Map.of(), Map.of(), List.of(), Map.of(), 0, "");

    public CatalogState {
        selected = List.copyOf(selected);
        columnNames = Map.copyOf(columnNames);
        properties = List.copyOf(properties);
        fingerprints = Map.copyOf(fingerprints);
        columnTypes = columnTypes == null ? Map.of() : Map.copyOf(columnTypes);
        unreadable = unreadable == null ? List.of() : List.copyOf(unreadable);
        protections = protections == null ? Map.of() : Map.copyOf(protections);
        ordinaryFingerprint = ordinaryFingerprint == null ? "" : ordinaryFingerprint;
    }

    /** Without what is remembered of reference tables that are gone, so that they are written again. */
    public CatalogState withoutLost(Predicate<String> exists) {
        var kept = new HashMap<>(fingerprints);
        kept.keySet().removeIf(table -> !exists.test(table));
        return withFingerprints(kept);
    }

    public CatalogState withFingerprints(Map<String, String> others) {
        return new CatalogState(
                selected,
                columnNames,
                properties,
                others,
                columnTypes,
                unreadable,
                protections,
                sensitiveListedMillis,
                ordinaryFingerprint);
    }

    public CatalogState withProtections(Map<String, String> others) {
        return new CatalogState(
                selected,
                columnNames,
                properties,
                fingerprints,
                columnTypes,
                unreadable,
                others,
                sensitiveListedMillis,
                ordinaryFingerprint);
    }

    public CatalogState withProperties(List<KnownProperty> others) {
        return new CatalogState(
                selected,
                columnNames,
                others,
                fingerprints,
                columnTypes,
                unreadable,
                protections,
                sensitiveListedMillis,
                ordinaryFingerprint);
    }

    /**
     * @param removedAtMillis when it was settled that HubSpot does not have it any more; 0 = HubSpot has it, as far as we know
     * @param absences how many complete discoveries in a row did not list it
     * @param createdAtMillis when HubSpot made it; 0 = not told
     * @param unreadSinceMillis changes of records since then were read without it; 0 = none were, {@link #UNKNOWN} = nobody
     *     knows since when
     */
    public record KnownProperty(
            String name,
            String label,
            String type,
            String fieldType,
            long removedAtMillis,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int absences,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long createdAtMillis,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long unreadSinceMillis,
            @Nullable String referencedObjectType,
            @Nullable DataSensitivity sensitivity) {
        public static final long UNKNOWN = -1;

        public static KnownProperty of(PropertyDefinition p) {
            return new KnownProperty(
                    p.name(),
                    p.label(),
                    p.type(),
                    p.fieldType(),
                    0,
                    0,
                    p.createdAtMillis(),
                    0,
                    p.referencedObjectType().isEmpty() ? null : p.referencedObjectType(),
                    p.dataSensitivity() == DataSensitivity.NON_SENSITIVE ? null : p.dataSensitivity());
        }

        public boolean removed() {
            return removedAtMillis > 0;
        }

        public DataSensitivity dataSensitivity() {
            return sensitivity == null ? DataSensitivity.NON_SENSITIVE : sensitivity;
        }

        public KnownProperty absent(int times, long removedAt) {
            return new KnownProperty(
                    name,
                    label,
                    type,
                    fieldType,
                    removedAt,
                    times,
                    createdAtMillis,
                    unreadSinceMillis,
                    referencedObjectType,
                    sensitivity);
        }

        public KnownProperty unreadSince(long millis) {
            return new KnownProperty(
                    name,
                    label,
                    type,
                    fieldType,
                    removedAtMillis,
                    absences,
                    createdAtMillis,
                    millis,
                    referencedObjectType,
                    sensitivity);
        }

        /** What is known of it in the form that HubSpot describes properties in. */
        public PropertyDefinition toDefinition() {
            return new PropertyDefinition(
                    name,
                    label,
                    "",
                    "",
                    type,
                    fieldType,
                    List.of(),
                    referencedObjectType == null ? "" : referencedObjectType,
                    dataSensitivity(),
                    false,
                    false,
                    false,
                    false,
                    false,
                    createdAtMillis);
        }
    }
}
