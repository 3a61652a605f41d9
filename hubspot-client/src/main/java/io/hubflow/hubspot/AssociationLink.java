package io.hubflow.hubspot;

/**
 * One link of a record to another one under one association type; two records may be linked under several.
 *
 * @param category {@code HUBSPOT_DEFINED}, {@code USER_DEFINED}, {@code INTEGRATOR_DEFINED} or {@code WORK}
 * @param label empty where the type has none
 */
public record AssociationLink(long toId, long typeId, String category, String label) {}
