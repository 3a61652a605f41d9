package io.hubflow.hubspot;

import java.util.List;

/** A user of the portal's settings; {@code id} is what owners call the user id. Absent texts are empty. */
public record PortalUser(
        String id,
        String email,
        String firstName,
        String lastName,
        List<String> roleIds,
        String primaryTeamId,
        List<String> secondaryTeamIds,
        boolean superAdmin) {
    public PortalUser {
        roleIds = List.copyOf(roleIds);
        secondaryTeamIds = List.copyOf(secondaryTeamIds);
    }
}
