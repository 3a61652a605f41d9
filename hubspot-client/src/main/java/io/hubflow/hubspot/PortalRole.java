package io.hubflow.hubspot;

/** A set of permissions that users can have. */
public record PortalRole(String id, String name, boolean requiresBillingWrite) {}
