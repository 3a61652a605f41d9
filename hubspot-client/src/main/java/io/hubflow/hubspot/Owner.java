package io.hubflow.hubspot;

import java.time.Instant;
import java.util.List;
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
        Instant updatedAt,
        List<Team> teams) {
    public Owner {
        teams = List.copyOf(teams);
    }

    /** @param primary whether it is the owner's main team */
    public record Team(String id, String name, boolean primary) {}
}
