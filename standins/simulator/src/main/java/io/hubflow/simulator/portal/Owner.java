package io.hubflow.simulator.portal;

import java.util.List;

/**
 * A user who can own records; records refer to {@code id}, not {@code userId}.
 *
 * @param archived whether the user was deactivated
 */
public record Owner(
        long id,
        long userId,
        String email,
        String firstName,
        String lastName,
        List<Team> teams,
        long createdMillis,
        long updatedMillis,
        boolean archived) {

    /** Copies the teams. */
    public Owner {
        teams = List.copyOf(teams);
    }

    /** A team an owner belongs to. */
    public record Team(String id, String name, boolean primary) {}

    /** This owner in other teams. */
    Owner inTeams(List<Team> otherTeams, long nowMillis) {
        return new Owner(id, userId, email, firstName, lastName, otherTeams, createdMillis, nowMillis, archived);
    }

    /** This owner, deactivated. */
    public Owner deactivated(long nowMillis) {
        return new Owner(id, userId, email, firstName, lastName, teams, createdMillis, nowMillis, true);
    }
}
