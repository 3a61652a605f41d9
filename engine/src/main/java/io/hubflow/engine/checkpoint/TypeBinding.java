package io.hubflow.engine.checkpoint;

/**
 * The name and the table that an object type has been given in this destination, for good: both belong to the type id, so
 * that neither a scope that comes or goes nor another type of the same name changes them.
 *
 * @param typeId such as {@code 2-345}; empty while HubSpot has not told it
 * @param name the name in reports and checkpoints
 * @param label HubSpot's own name for the type, lower case, by which a user may write it
 */
public record TypeBinding(String typeId, String name, String label, String table) {}
