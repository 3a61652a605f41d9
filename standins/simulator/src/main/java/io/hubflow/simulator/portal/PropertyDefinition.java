package io.hubflow.simulator.portal;

import java.util.List;
import java.util.Locale;

/**
 * The definition of one property, as the properties API describes it (source: HubSpot OpenAPI, Property).
 *
 * @param flags letters: c calculated, h hidden, x external options, u unique, m money, f form field, r read-only value,
 *     o refers to an owner, i holds another object's id, d defined by the account
 * @param incarnation grows when the type is changed or the name is used again, so that old values do not come back
 * @param archivedMillis when it was archived; 0 when it is not
 */
public record PropertyDefinition(
        String name,
        String label,
        String type,
        String fieldType,
        String flags,
        String groupName,
        List<String> options,
        Sensitivity sensitivity,
        int displayOrder,
        int incarnation,
        long createdMillis,
        long updatedMillis,
        long archivedMillis) {

    /** The three classes that the properties API answers separately (source: sensitive data guide). */
    public enum Sensitivity {
        /** Ordinary data. */
        NON_SENSITIVE,
        /** Needs a scope of its own. */
        SENSITIVE,
        /** Needs a scope of its own and cannot be searched by. */
        HIGHLY_SENSITIVE;

        /** The word in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the options. */
    public PropertyDefinition {
        options = List.copyOf(options);
    }

    /** Whether a flag letter is set. */
    public boolean is(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    /** The key that values set by mutations are kept under. */
    public String storageKey() {
        return incarnation == 0 ? name : name + '\0' + incarnation;
    }

    /** Whether values are compared as instants. */
    public boolean isDateTime() {
        return type.equals("datetime") || type.equals("date");
    }

    /** This definition, archived. */
    public PropertyDefinition archivedAt(long nowMillis) {
        return new PropertyDefinition(
                name,
                label,
                type,
                fieldType,
                flags,
                groupName,
                options,
                sensitivity,
                displayOrder,
                incarnation,
                createdMillis,
                nowMillis,
                nowMillis);
    }

    /** This definition with another type; earlier values are gone. */
    public PropertyDefinition retyped(String newType, String newFieldType, List<String> newOptions, long nowMillis) {
        return new PropertyDefinition(
                name,
                label,
                newType,
                newFieldType,
                flags,
                groupName,
                newOptions,
                sensitivity,
                displayOrder,
                incarnation + 1,
                createdMillis,
                nowMillis,
                0);
    }

    static String labelOf(String name) {
        String words = (name.startsWith("hs_") ? name.substring(3) : name).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
