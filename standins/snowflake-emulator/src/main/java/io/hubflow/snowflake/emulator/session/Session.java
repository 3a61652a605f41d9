package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Rights;
import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.catalog.User;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One session: who, in which role, where, and its open transaction. Statements of a session run one after the other, under
 * {@link #lock()}; the fields that a login reply or the log reads are volatile.
 */
public final class Session {
    private final long id;
    private final String user;
    private final World world;
    private final SessionParameters parameters = new SessionParameters();
    private final Transaction transaction;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Map<String, Relation.Table> temporaryTables = new ConcurrentSkipListMap<>();
    private final Map<String, Stage> temporaryStages = new ConcurrentSkipListMap<>();
    private volatile boolean allSecondaryRoles;
    private volatile String role;
    private volatile @Nullable String database;
    private volatile @Nullable String schema;
    private volatile @Nullable String warehouse;
    private volatile @Nullable String lastQueryId;

    Session(long id, String user, String role, boolean allSecondaryRoles, World world) {
        this.allSecondaryRoles = allSecondaryRoles;
        this.id = id;
        this.user = user;
        this.role = role;
        this.world = world;
        this.transaction = new Transaction(world.store(), world.locks(), lock, world.clock());
    }

    public long id() {
        return id;
    }

    public String user() {
        return user;
    }

    public String role() {
        return role;
    }

    void useRole(String changed) {
        role = changed;
    }

    public @Nullable String database() {
        return database;
    }

    public @Nullable String schema() {
        return schema;
    }

    public @Nullable String warehouse() {
        return warehouse;
    }

    void useDatabase(@Nullable String changedDatabase, @Nullable String changedSchema) {
        database = changedDatabase;
        schema = changedSchema;
    }

    void useWarehouse(@Nullable String changed) {
        warehouse = changed;
    }

    @Nullable
    String lastQueryId() {
        return lastQueryId;
    }

    void lastQueryId(String queryId) {
        lastQueryId = queryId;
    }

    public SessionParameters parameters() {
        return parameters;
    }

    Rights rights() {
        return new Rights(world.account(), role, secondaryRoles());
    }

    void useSecondaryRoles(boolean all) {
        allSecondaryRoles = all;
    }

    /** The user's other roles where they are active, none otherwise. */
    private Set<String> secondaryRoles() {
        User known = world.account().users().get(user);
        return allSecondaryRoles && known != null ? known.roles() : Set.of();
    }

    /** As CURRENT_SECONDARY_ROLES() has it. */
    String secondaryRolesJson() {
        String names =
                secondaryRoles().stream().filter(r -> !r.equals(role)).sorted().collect(Collectors.joining(","));
        return "{\"roles\":\"" + names + "\",\"value\":\"" + (allSecondaryRoles ? "ALL" : "") + "\"}";
    }

    World world() {
        return world;
    }

    Transaction transaction() {
        return transaction;
    }

    ReentrantLock lock() {
        return lock;
    }

    /** Tables that only this session sees, by full name. */
    Map<String, Relation.Table> temporaryTables() {
        return temporaryTables;
    }

    Map<String, Stage> temporaryStages() {
        return temporaryStages;
    }

    /** Rolls back and drops what is temporary. */
    void end() {
        lock.lock();
        try {
            for (Relation.Table table : temporaryTables.values()) {
                transaction.rollback();
                transaction.read(
                        connection -> {
                            try (var statement = connection.createStatement()) {
                                return statement.execute("DROP TABLE IF EXISTS " + table.storage());
                            }
                        },
                        java.util.Set.of());
            }
            temporaryTables.clear();
            temporaryStages.clear();
            transaction.close();
        } finally {
            lock.unlock();
        }
    }
}
