package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Rights;
import io.hubflow.snowflake.emulator.catalog.Stage;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
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
    private volatile String role;
    private volatile @Nullable String database;
    private volatile @Nullable String schema;
    private volatile @Nullable String warehouse;
    private volatile @Nullable String lastQueryId;

    Session(long id, String user, String role, World world) {
        this.id = id;
        this.user = user;
        this.role = role;
        this.world = world;
        this.transaction = new Transaction(world.store(), world.locks(), lock);
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
        return new Rights(world.account(), role);
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
