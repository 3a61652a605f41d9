package io.hubflow.simulator.portal;

import java.util.ArrayList;
import java.util.List;

/**
 * The users, teams and roles of the account: a user for every active owner and three who own nothing. Guarded by the
 * portal's lock.
 */
public final class Users {
    private static final List<User.Role> ROLES = List.of(
            new User.Role("311001", "Sales representative", false),
            new User.Role("311002", "Sales manager", true),
            new User.Role("311003", "Marketing", false),
            new User.Role("311004", "Service", true));
    private static final int WITHOUT_OWNER = 3;

    private final List<User> users = new ArrayList<>();
    private final List<User.Team> teams = new ArrayList<>();

    Users(List<Owner> owners) {
        for (int i = 0; i < Owners.TEAMS; i++) {
            teams.add(new User.Team(Owners.teamId(i), Owners.teamName(i)));
        }
        for (Owner owner : owners) {
            if (!owner.archived()) {
                add(owner);
            }
        }
        for (int i = 0; i < WITHOUT_OWNER; i++) {
            users.add(new User(
                    81_000_001L + i * 17L,
                    "guest" + i + "@portal.example",
                    "Guest",
                    "Number " + i,
                    i == 0 ? List.of() : List.of(ROLES.get(i).id()),
                    "",
                    List.of(),
                    false));
        }
    }

    /** All users. */
    public List<User> all() {
        return List.copyOf(users);
    }

    /** All teams. */
    public List<User.Team> teams() {
        return List.copyOf(teams);
    }

    /** All roles. */
    public List<User.Role> roles() {
        return ROLES;
    }

    void add(Owner owner) {
        int i = users.size();
        users.add(new User(
                owner.userId(),
                owner.email(),
                owner.firstName(),
                owner.lastName(),
                i % 7 == 0
                        ? List.of(ROLES.get(0).id(), ROLES.get(2).id())
                        : List.of(ROLES.get(i % 4).id()),
                owner.teams().isEmpty() ? "" : owner.teams().getFirst().id(),
                i % 6 == 1 ? List.of(Owners.teamId((i + 1) % Owners.TEAMS)) : List.of(),
                i == 0));
    }

    void remove(long userId) {
        users.removeIf(user -> user.id() == userId);
    }

    void move(long userId, User.Team team) {
        if (users.stream().noneMatch(user -> user.id() == userId)) {
            throw new IllegalArgumentException("The portal has no user " + userId);
        }
        users.replaceAll(user -> user.id() == userId ? user.inTeam(team.id()) : user);
    }

    void rename(String teamId, String name) {
        requireTeam(teamId);
        teams.replaceAll(team -> team.id().equals(teamId) ? new User.Team(teamId, name) : team);
    }

    /** A team by id. */
    public User.Team requireTeam(String teamId) {
        return teams.stream()
                .filter(team -> team.id().equals(teamId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The portal has no team " + teamId));
    }
}
