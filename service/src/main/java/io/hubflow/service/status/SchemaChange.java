package io.hubflow.service.status;

import java.time.Instant;

/** A property that HubSpot got or lost. @param kind {@code added} or {@code removed} */
public record SchemaChange(Instant at, String objectType, String property, String label, String type, String kind) {}
