package io.hubflow.hubspot;

import java.time.Instant;
import java.util.OptionalLong;

/** A user or queue that records are assigned to; {@code hubspot_owner_id} joins on {@code id}, not on {@code userId}. */
public record Owner(
        String id,
        OptionalLong userId,
        String email,
        String firstName,
        String lastName,
        String type,
        boolean archived,
        Instant createdAt,
        Instant updatedAt) {}
