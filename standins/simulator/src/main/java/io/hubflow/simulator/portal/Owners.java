package io.hubflow.simulator.portal;

import java.util.ArrayList;
import java.util.List;

/** The owners of the account: 24 active and 2 deactivated to begin with. Guarded by the portal's lock. */
public final class Owners {
    static final int TEAMS = 3;

    private static final int ACTIVE = 24;
    private static final int DEACTIVATED = 2;
    private static final String[] NAMES = {"Ida", "Jonas", "Karim", "Lena", "Milo", "Nadia"};

    private final List<Owner> owners = new ArrayList<>();

    Owners() {
        for (int i = 0; i < ACTIVE + DEACTIVATED; i++) {
            var team = new Owner.Team(teamId(i % TEAMS), teamName(i % TEAMS), true);
            long created = Population.FIRST_MILLIS + i * 86_400_000L;
            owners.add(new Owner(
                    904_875_188L + i * 977L,
                    73_074_756L + i * 31L,
                    "owner" + i + "@portal.example",
                    NAMES[i % NAMES.length],
                    "Owner " + i,
                    i % 5 == 0 ? List.of() : List.of(team),
                    created,
                    created,
                    i >= ACTIVE));
        }
    }

    /** Active and deactivated owners, by id. */
    public List<Owner> all() {
        return List.copyOf(owners);
    }

    /** Removes an owner altogether. */
    void delete(long ownerId) {
        require(ownerId);
        owners.removeIf(owner -> owner.id() == ownerId);
    }

    /** Deactivates an owner. */
    void deactivate(long ownerId, long nowMillis) {
        require(ownerId);
        owners.replaceAll(owner -> owner.id() == ownerId ? owner.deactivated(nowMillis) : owner);
    }

    /** A new owner, in a team or in none. */
    Owner add(String email, String firstName, String lastName, List<Owner.Team> teams, long nowMillis) {
        var last = owners.getLast();
        var owner = new Owner(
                last.id() + 977, last.userId() + 31, email, firstName, lastName, teams, nowMillis, nowMillis, false);
        owners.add(owner);
        return owner;
    }

    /** Puts the owner of a user into a team. */
    void move(long userId, User.Team team, long nowMillis) {
        var teams = List.of(new Owner.Team(team.id(), team.name(), true));
        owners.replaceAll(owner -> owner.userId() == userId ? owner.inTeams(teams, nowMillis) : owner);
    }

    /** Tells owners the new name of their team; they do not count as updated. */
    void rename(String teamId, String name) {
        owners.replaceAll(owner -> owner.inTeams(
                owner.teams().stream()
                        .map(team -> team.id().equals(teamId) ? new Owner.Team(teamId, name, team.primary()) : team)
                        .toList(),
                owner.updatedMillis()));
    }

    /** The owner with an id. */
    Owner require(long ownerId) {
        return owners.stream()
                .filter(owner -> owner.id() == ownerId)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The portal has no owner " + ownerId));
    }

    static String teamId(int index) {
        return String.valueOf(1_000_000 + index);
    }

    static String teamName(int index) {
        return "Team " + (char) ('A' + index);
    }
}
