package io.hubflow.engine.destination;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where the rows of merged records point: to the last survivor that the table knows. A survivor may be merged itself, in any
 * later run, and name only what was merged into it last. So each commit that marks a row as merged looks for rows whose
 * survivor's row is marked as merged, too, and lets them point to where that row leads. After it, no row points to one that is
 * marked as merged, whatever the order in which the merges were read; chains that an older version left are mended as well.
 */
public final class MergeChains {
    private final Map<Long, Long> survivors = new HashMap<>();
    private final List<Link> links;

    /**
     * A row that is marked as merged into a record whose own row is marked as merged.
     *
     * @param deletedAtMillis of the row; {@link Row#NO_TIME} for none
     * @param survivor the record that the row points to
     * @param next the record that the survivor's row points to
     * @param markedAtMillis {@code _synced_at} of the two rows, the later one
     */
    public record Link(long id, long deletedAtMillis, long survivor, long next, long markedAtMillis) {}

    private MergeChains(Collection<Link> links) {
        this.links = List.copyOf(links);
        for (var link : links) {
            survivors.put(link.id(), link.survivor());
            survivors.put(link.survivor(), link.next());
        }
    }

    /**
     * What the rows must say: a tombstone for each, with the last survivor, its hash, and the time of the change. Rows that lead
     * in a circle stay as they are; no merge in HubSpot does that.
     *
     * @param links all of a table
     */
    public static List<Row> shortened(Collection<Link> links) {
        var chains = new MergeChains(links);
        var rows = new ArrayList<Row>();
        for (var link : chains.links) {
            chains.end(link.id())
                    .ifPresent(last ->
                            rows.add(Row.tombstone(link.id(), link.deletedAtMillis(), last, link.markedAtMillis())));
        }
        return rows;
    }

    private OptionalLong end(long id) {
        var met = new HashSet<Long>();
        var last = id;
        for (var next = survivors.get(last); next != null; next = survivors.get(last)) {
            if (!met.add(last)) {
                return OptionalLong.empty();
            }
            last = next;
        }
        return OptionalLong.of(last);
    }
}
