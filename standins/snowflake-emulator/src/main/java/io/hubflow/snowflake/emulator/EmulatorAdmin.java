package io.hubflow.snowflake.emulator;

import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.fault.Fault;
import io.hubflow.snowflake.emulator.fault.FaultPlan;
import io.hubflow.snowflake.emulator.session.Inspection;
import io.hubflow.snowflake.emulator.session.Sessions;
import io.hubflow.snowflake.emulator.session.StatementLog;
import io.hubflow.snowflake.emulator.session.StatementRecord;
import io.hubflow.snowflake.emulator.session.World;
import io.hubflow.snowflake.emulator.storage.StageStorage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a test may look at and break. The same is offered over HTTP below {@code /_admin}. Thread-safe. */
public final class EmulatorAdmin {
    private final World world;
    private final FaultPlan faults;
    private final Inspection inspection;

    EmulatorAdmin(World world, Sessions sessions, FaultPlan faults, StatementLog log) {
        this.world = world;
        this.faults = faults;
        this.inspection = new Inspection(world, sessions, faults, log);
    }

    Inspection internals() {
        return inspection;
    }

    /** Schedules a fault. */
    public void inject(Fault fault) {
        faults.add(fault);
    }

    public void clearFaults() {
        faults.clear();
    }

    /** Requests that met a fault so far. */
    public long faultHits() {
        return faults.hits();
    }

    /** The account's objects, for changes that need no SQL, such as revoking a grant. */
    public Account account() {
        return world.account();
    }

    /** What was run since the last {@link #resetLog()}, in order of ends. */
    public List<StatementRecord> statements() {
        return inspection.statements();
    }

    /** Counts since the last {@link #resetLog()}. */
    public Inspection.Stats stats() {
        return inspection.stats();
    }

    public void resetLog() {
        inspection.resetLog();
    }

    /**
     * All rows of a table in a readable form, by column name: numbers as plain decimals, instants in ISO 8601, documents as their JSON text.
     *
     * @param database names in their stored case
     */
    public List<Map<String, @Nullable String>> rows(String database, String schema, String table) {
        return inspection.rows(database, schema, table);
    }

    /** The storage behind the stages: what was uploaded there, and credentials that can be made to expire. */
    public StageStorage storage() {
        return world.stages().storage();
    }

    /**
     * Lets the sessions of killed clients be silent for long enough at once: the transaction of a session that sends nothing
     * after this is rolled back as soon as it blocks another.
     */
    public void silenceSessions() {
        inspection.silenceSessions();
    }

    /** How many sessions are open. */
    public int openSessions() {
        return inspection.openSessions();
    }
}
