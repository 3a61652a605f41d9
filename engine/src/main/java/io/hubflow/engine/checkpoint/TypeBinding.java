package io.hubflow.engine.checkpoint;

import java.util.List;

/**
 * The name and the table that an object type has been given in this destination, for good. Both belong to the type id, so that
 * neither a scope that comes or goes nor another type of the same name changes them.
 *
 * @param typeId such as {@code 2-345}; empty while HubSpot has not told it
 * @param name the name in reports and checkpoints
 * @param aliases what a user may write for it, lower case
 */
public record TypeBinding(String typeId, String name, String table, List<String> aliases) {
    public TypeBinding {
        aliases = List.copyOf(aliases);
    }
}
