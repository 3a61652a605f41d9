package io.hubflow.engine.absence;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.fact.LinkEnd;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Records that links name and of which their table has no row: they left before a run read them, or their row went with a
 * dropped table. Nothing else knows their ids, so their links would stay for good. The tables are compared once after links may
 * have been written, where a query costs something by a run that has written rows of the type already.
 */
public final class LinkedWithoutRow {
    /** For those that know nothing of links. */
    public static final LinkedWithoutRow NONE = new LinkedWithoutRow(List.of(), 0, true, () -> true, end -> List.of());

    /** Records asked for in one run, a hundred a call; the others are asked for by the next one. */
    static final int MOST = 10_000;

    private final List<LinkEnd> ends;
    private final long writtenToMillis;
    private final boolean free;
    private final BooleanSupplier hasTable;
    private final Source source;

    /** Where links and rows are compared. */
    @FunctionalInterface
    interface Source {
        List<Long> find(LinkEnd end);
    }

    LinkedWithoutRow(List<LinkEnd> ends, long writtenToMillis, boolean free, BooleanSupplier hasTable, Source source) {
        this.ends = List.copyOf(ends);
        this.writtenToMillis = writtenToMillis;
        this.free = free;
        this.hasTable = hasTable;
        this.source = source;
    }

    /**
     * @param ends columns of tables of links that name records of the table
     * @param writtenToMillis the newest time of reading that earlier runs have given to anything
     */
    public static LinkedWithoutRow of(Destination destination, String table, List<LinkEnd> ends, long writtenToMillis) {
        return new LinkedWithoutRow(
                ends,
                writtenToMillis,
                destination.cost().isEmpty(),
                () -> destination.hasTable(table),
                end -> destination.findNamedWithoutLiveRow(end.table(), end.column(), table, MOST));
    }

    /** Whether looking, or a commit more, costs nothing. */
    boolean isFree() {
        return free;
    }

    /**
     * A type whose table is gone may never get a row again, and then no run would find the warehouse awake for it: it is asked
     * once after links may have been written, and finds nothing to ask where no table of links is there either.
     *
     * @param wakes whether this run has written rows of the type, so that the warehouse is awake
     */
    boolean isDue(ObjectState state, boolean wakes) {
        return !ends.isEmpty() && writtenToMillis > state.linksComparedToMillis() && (free || wakes || !hasTable());
    }

    /** Whether there is a table to compare with; one that is loaded again comes with its first commit, if it gets any row. */
    boolean hasTable() {
        return hasTable.getAsBoolean();
    }

    /** At most {@value #MOST} ids; as many mean that there may be more. */
    TreeSet<Long> find() {
        var ids = new TreeSet<Long>();
        for (var end : ends) {
            source.find(end).stream().limit(MOST - ids.size()).forEach(ids::add);
        }
        return ids;
    }

    /** The state once all that were found are settled. */
    ObjectState compared(ObjectState state) {
        return state.linksComparedTo(writtenToMillis);
    }
}
