package io.hubflow.simulator.portal;

import java.util.List;

/**
 * One CRM object type.
 *
 * @param plural the name in paths ({@code contacts})
 * @param singular the other accepted name ({@code contact})
 * @param id the type id, {@code 0-n} or {@code 2-n} for a custom object
 * @param readScopes any one of these lets a token read the type (source: HubSpot OpenAPI, list operations)
 * @param createdProperty the property that holds the creation time
 * @param defaultProperties the properties answered when none are asked for (source: search and object pages)
 * @param searchable whether the search page lists the type; a search of another answers 400 (unverified)
 */
public record ObjectType(
        String plural,
        String singular,
        String id,
        List<String> readScopes,
        String createdProperty,
        List<String> defaultProperties,
        boolean searchable) {

    /** Copies the lists. */
    public ObjectType {
        readScopes = List.copyOf(readScopes);
        defaultProperties = List.copyOf(defaultProperties);
    }

    /** {@code lastmodifieddate} for contacts, {@code hs_lastmodifieddate} for everything else. */
    public String modifiedProperty() {
        return isContacts() ? "lastmodifieddate" : "hs_lastmodifieddate";
    }

    /** Whether this is the contacts type, the only one with rules of its own. */
    public boolean isContacts() {
        return id.equals("0-1");
    }

    /** Whether the account itself defined the type. */
    public boolean isCustom() {
        return id.startsWith("2-");
    }

    /** The fully qualified name of a custom type, {@code p{portal}_{name}}. */
    public String qualifiedName(long portalId) {
        return "p" + portalId + "_" + singular;
    }
}
