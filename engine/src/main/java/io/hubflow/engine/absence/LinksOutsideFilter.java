package io.hubflow.engine.absence;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.fact.LinkEnd;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes links that name records outside the filter of their object type (decision 47). HubSpot gives the links of a record
 * whatever a filter says, so those who write links write them all. Once every type has been read, links of a filtered type stay
 * only where both records have a live row.
 */
public final class LinksOutsideFilter {
    private static final Logger LOG = LoggerFactory.getLogger(LinksOutsideFilter.class);

    /** Ids that are found by one query and forgotten by one commit: a few megabytes. */
    static final int MOST = 50_000;

    private final Destination destination;
    private final Consumer<Commit> commits;
    private final int most;

    /** @param commits takes commits and returns once they are durable */
    public LinksOutsideFilter(Destination destination, Consumer<Commit> commits) {
        this(destination, commits, MOST);
    }

    LinksOutsideFilter(Destination destination, Consumer<Commit> commits, int most) {
        this.destination = destination;
        this.commits = commits;
        this.most = most;
    }

    /**
     * Whether the live rows of an object type are all the records of its filter. They are not while a first load or a change of
     * the filter is under way. With "updated after" a record of the filter may have no row, so links are left as they are.
     */
    public static boolean isDecided(ObjectState state) {
        var filter = state.filter();
        return !filter.text().isEmpty()
                && !filter.isChanging()
                && state.snapshot() == null
                && state.modifiedFromMillis() == 0;
    }

    /**
     * Whether the links that name records of this type are to be looked through: something was written since they were looked
     * through last. For destinations in which looking costs something; elsewhere every run may look.
     *
     * @param writtenToMillis the newest time of reading that anything was written with
     */
    public static boolean isDue(ObjectState state, long writtenToMillis) {
        return isDecided(state) && state.linksComparedToMillis() < writtenToMillis;
    }

    /**
     * To be called when no rows and no links are on their way. Commits what it removes.
     *
     * @param table of the records
     * @param ends columns of tables of links that name records of the table
     */
    public void remove(String table, List<LinkEnd> ends) {
        ends.forEach(end -> remove(table, end));
    }

    private void remove(String table, LinkEnd end) {
        var before = List.<Long>of();
        var ids = find(table, end);
        while (!ids.isEmpty() && !ids.equals(before)) {
            forget(end, ids);
            LOG.info(
                    "{}: removed links of {} records of {} that have no live row",
                    end.table().name(),
                    ids.size(),
                    table);
            before = ids;
            ids = ids.size() < most ? List.of() : find(table, end);
        }
    }

    private List<Long> find(String table, LinkEnd end) {
        return destination.findNamedWithoutLiveRow(end.table(), end.column(), table, most);
    }

    private void forget(LinkEnd end, List<Long> ids) {
        var upTo = end.newestReadingMillis().getAsLong();
        try (var stage = destination.openFacts(end.table())) {
            ids.forEach(id -> stage.forget(end.column(), id, upTo));
            commits.accept(new Commit(List.of(), List.of(), List.of(), List.of(), List.of()).withFacts(List.of(stage)));
        }
    }
}
