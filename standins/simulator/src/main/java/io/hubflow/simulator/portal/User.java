package io.hubflow.simulator.portal;

import java.util.List;

/**
 * Somebody who can sign in. Records refer to the owner of the same user, not to the user.
 *
 * @param primaryTeamId empty for none
 */
public record User(
        long id,
        String email,
        String firstName,
        String lastName,
        List<String> roleIds,
        String primaryTeamId,
        List<String> secondaryTeamIds,
        boolean superAdmin) {
    /** Copies the lists. */
    public User {
        roleIds = List.copyOf(roleIds);
        secondaryTeamIds = List.copyOf(secondaryTeamIds);
    }

    /** This user in another team. */
    User inTeam(String teamId) {
        return new User(id, email, firstName, lastName, roleIds, teamId, secondaryTeamIds, superAdmin);
    }

    /** A team; its members are the users that name it. */
    public record Team(String id, String name) {}

    /** A set of permissions. */
    public record Role(String id, String name, boolean requiresBillingWrite) {}
}
