package io.hubflow.hubspot;

import java.util.List;

/**
 * A property of an object type, as the properties API describes it.
 *
 * @param type HubSpot's {@code type}: string, number, date, datetime, enumeration, bool, phone_number,
 *     object_coordinates, json, or one that is new to us
 * @param referencedObjectType {@code OWNER}, {@code CONTACT}…; empty when the value is no id
 * @param createdAtMillis a property that was deleted and made again under its name has a later one; 0 when HubSpot does not
 *     tell
 */
public record PropertyDefinition(
        String name,
        String label,
        String description,
        String groupName,
        String type,
        String fieldType,
        List<Option> options,
        String referencedObjectType,
        DataSensitivity dataSensitivity,
        boolean calculated,
        boolean hidden,
        boolean hubspotDefined,
        boolean hasUniqueValue,
        boolean archived,
        long createdAtMillis) {
    public PropertyDefinition {
        options = List.copyOf(options);
    }

    /** A choice of an enumeration. */
    public record Option(String label, String value, boolean hidden) {}

    /** HubSpot answers one class a call; highly sensitive properties cannot be used in a search. */
    public enum DataSensitivity {
        NON_SENSITIVE,
        SENSITIVE,
        HIGHLY_SENSITIVE
    }
}
