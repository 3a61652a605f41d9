package io.hubflow.simulator.portal;

import java.util.ArrayList;
import java.util.List;

/** The owners of the account: 24 active and 2 deactivated to begin with. Guarded by the portal's lock. */
public final class Owners {
    private static final int ACTIVE = 24;
    private static final int DEACTIVATED = 2;
    private static final String[] NAMES = {"Ida", "Jonas", "Karim", "Lena", "Milo", "Nadia"};

    private final List<Owner> owners = new ArrayList<>();

    Owners() {
        for (int i = 0; i < ACTIVE + DEACTIVATED; i++) {
            var team = new Owner.Team(String.valueOf(1_000_000 + i % 3), "Team " + (char) ('A' + i % 3), true);
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
    public void delete(long ownerId) {
        require(ownerId);
        owners.removeIf(owner -> owner.id() == ownerId);
    }

    /** Deactivates an owner. */
    public void deactivate(long ownerId, long nowMillis) {
        require(ownerId);
        owners.replaceAll(owner -> owner.id() == ownerId ? owner.deactivated(nowMillis) : owner);
    }

    private void require(long ownerId) {
        if (owners.stream().noneMatch(owner -> owner.id() == ownerId)) {
            throw new IllegalArgumentException("The portal has no owner " + ownerId);
        }
    }
}
