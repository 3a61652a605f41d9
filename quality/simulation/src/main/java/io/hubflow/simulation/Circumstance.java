package io.hubflow.simulation;

import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.simulator.fault.FaultRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Something that happens in one run of a history, or before it. A failing history is shrunk by leaving some out. */
public sealed interface Circumstance {
    /** The run that it concerns, from 0. */
    int run();

    /**
     * The portal changes.
     *
     * @param call before which of the run's calls; 0 = just before the run, {@link #LONG_BEFORE} = before the time that passes
     *     until then
     * @param seed decides about the rest
     */
    record Change(int run, int call, Kind kind, String objectType, long seed) implements Circumstance {
        static final int LONG_BEFORE = -1;

        public enum Kind {
            UPDATE,
            /** Of many records at once, as a workflow does. */
            BULK_UPDATE,
            CREATE,
            BULK_IMPORT,
            ARCHIVE,
            RESTORE,
            PURGE,
            GDPR_DELETE,
            MERGE,
            RECALCULATE,
            ASSOCIATE,
            DISSOCIATE,
            CREATE_PROPERTY,
            ARCHIVE_PROPERTY,
            RETYPE_PROPERTY,
            CHANGE_OWNER,
            CHANGE_MEMBERS;

            /** As often as in a portal that is worked on. */
            public static Kind draw(Random random) {
                return switch (random.nextInt(30)) {
                    case 0, 1, 2, 3, 4, 5 -> UPDATE;
                    case 6, 7, 8 -> CREATE;
                    case 9 -> BULK_IMPORT;
                    case 10, 11, 12 -> ARCHIVE;
                    case 13, 14 -> RESTORE;
                    case 15 -> PURGE;
                    case 16 -> GDPR_DELETE;
                    case 17, 18 -> MERGE;
                    case 19, 20 -> RECALCULATE;
                    case 21, 22, 23 -> ASSOCIATE;
                    case 24 -> DISSOCIATE;
                    case 25 -> CREATE_PROPERTY;
                    case 26 -> ARCHIVE_PROPERTY;
                    case 27 -> RETYPE_PROPERTY;
                    case 28 -> CHANGE_OWNER;
                    default -> CHANGE_MEMBERS;
                };
            }
        }
    }

    /** Everybody works: before every nth call that reads records some records change. */
    record Traffic(int run, int everyNth, long seed) implements Circumstance {}

    /** HubSpot or the network answers badly. */
    record Trouble(int run, String what, FaultRule rule) implements Circumstance {}

    /** The process is killed at a step: before or after a call or an operation of the destination. */
    record Kill(int run, long step) implements Circumstance {}

    /** A commit's reply is lost. */
    record LostReply(int run, int commit, boolean carriedOut) implements Circumstance {}

    /** Another run begins while the first one makes its nth call. */
    record SecondRun(int run, int call) implements Circumstance {}

    /** The token may read less. */
    record LessScope(int run, Set<String> without, boolean noAccount) implements Circumstance {}

    /** The token is of another portal. */
    record OtherPortal(int run) implements Circumstance {}

    /** Other properties are selected, for this run alone. */
    record Selection(int run, List<String> include, List<String> exclude) implements Circumstance {}

    /** Fewer object types are asked for, for this run alone. */
    record FewerTypes(int run, List<String> objects) implements Circumstance {}

    /** Links and histories are not asked for, for this run alone. */
    record NoFacts(int run) implements Circumstance {}

    /** Other filters hold, for this run alone: by object type; empty = every record is wanted. */
    record OtherFilters(int run, Map<String, DrawnFilter> filters) implements Circumstance {}

    /** Another way to refresh, for this run alone. */
    record Refresh(int run, RefreshPolicy policy) implements Circumstance {}

    /** The machine's clock is wrong during the run. */
    record WrongClock(int run, Duration by) implements Circumstance {}

    /** The machine's clock jumps at a call. */
    record ClockJump(int run, int call, Duration by) implements Circumstance {}

    /** Time passes before the run. */
    record Pause(int run, Duration of) implements Circumstance {}

    /** A user drops a table before the run. */
    record DroppedTable(int run, String table) implements Circumstance {}

    /**
     * A user changes a table of records before the run, or drops one of hubflow's own.
     *
     * @param table the object type's
     * @param seed decides about the rest
     */
    record AlteredTable(int run, Kind kind, String table, long seed) implements Circumstance {
        public enum Kind {
            DROP_COLUMN,
            /** hubflow makes the column again; the renamed one is the user's from then on. */
            RENAME_COLUMN,
            /** With a value in each row, which must stay. */
            ADD_COLUMN,
            /** It keeps DuckDB from changing the table's columns, and is dropped after the run. */
            ADD_INDEX,
            DROP_STATE
        }
    }

    /** The run writes to a new, empty warehouse; so do later ones. */
    record NewWarehouse(int run) implements Circumstance {}
}
