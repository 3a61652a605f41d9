package io.hubflow.engine.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * An object type as hubflow reads it.
 *
 * @param name its name in reports, checkpoints and filters: HubSpot's plural name, or a custom type's name
 * @param apiName what goes into HubSpot's paths: the plural name where HubSpot has one, else the type id
 * @param typeId such as {@code 0-1} or {@code 2-345}; empty when HubSpot has not told it
 * @param modifiedProperty the property that a search filters on for changes
 * @param table the warehouse table
 * @param hasPipelines whether records of this type move through pipelines
 * @param aliases every name a user may write for it, lower case
 */
public record ObjectType(
        String name,
        String apiName,
        String typeId,
        String modifiedProperty,
        String table,
        boolean hasPipelines,
        List<String> aliases) {
    public ObjectType {
        aliases = List.copyOf(aliases);
    }

    /** HubSpot's own types, as opposed to custom ones and to such as this hubflow does not know. */
    public boolean standard() {
        return StandardObjectTypes.ALL.contains(this);
    }

    /** The same type under another name and with another table. A user may write the new name, too. */
    public ObjectType named(String otherName, String otherTable) {
        var more = new ArrayList<>(aliases);
        if (!more.contains(otherName)) {
            more.add(otherName);
        }
        return new ObjectType(otherName, apiName, typeId, modifiedProperty, otherTable, hasPipelines, more);
    }

    /** What every type but contacts uses (reference §2). */
    public static final String MODIFIED = "hs_lastmodifieddate";
}
