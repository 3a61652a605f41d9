package io.hubflow.hubspot;

/**
 * A kind of link from records of one object type to those of another; the opposite direction has types of its own.
 *
 * @param category {@code HUBSPOT_DEFINED}, {@code USER_DEFINED}, {@code INTEGRATOR_DEFINED} or {@code WORK}
 * @param label empty where it has none
 */
public record AssociationType(long typeId, String category, String label) {}
