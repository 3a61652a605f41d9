package io.hubflow.engine.absence;

import io.hubflow.engine.range.IdRange;
import io.hubflow.hubspot.SearchRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the ranges of ids in which HubSpot counts another number of records than the table has, by halving: one count tells
 * both halves, because the other half is the rest. All counts of a level are made side by side.
 *
 * <p>A count proves nothing. It only says where to look, so a wrong one costs calls and nothing else; every range is counted
 * at most once, and at most once more when it cannot be derived. One record too many and one too few in the same range cancel
 * each other out; a pass over the list finds those.
 *
 * <p>Whether HubSpot's {@code total} is exact above 10,000 matches is documented nowhere (reference §4). So a greater total is
 * believed only when the totals of its halves add up to it. Halves below it are exact themselves; otherwise the ids are counted in
 * ranges of at most 5,000 rows.
 */
public final class CountBisection {
    /** The furthest match that one search can point at; totals below it have been seen to be exact. */
    public static final long EXACT_BELOW = SearchRequest.MAX_WINDOW;

    /** Half of that, so that a range may hold many more records than the table knows. */
    private static final long PART_ROWS = EXACT_BELOW / 2;

    /** Times the halves are added up before a total is called inexact: records may have left between two counts. */
    private static final int TRIES = 2;

    private final Counts hubSpot;
    private final Rows table;
    private final IdLadder ladder;
    private final int rowsPerRung;

    private final List<IdRange> differing = new ArrayList<>();
    private boolean derivable = true;

    /** HubSpot's counts of these ranges, in their order; a call each. */
    @FunctionalInterface
    public interface Counts {
        long[] count(List<IdRange> ranges);
    }

    /** The table's count of a range. */
    @FunctionalInterface
    public interface Rows {
        long count(IdRange range);
    }

    /** Rungs of the ladder with both counts. */
    private record Node(int from, int to, long hubSpot, long table) {
        boolean differs() {
            return hubSpot != table;
        }

        int width() {
            return to - from;
        }

        int middle() {
            return from + width() / 2;
        }
    }

    public CountBisection(Counts hubSpot, Rows table, IdLadder ladder, int rowsPerRung) {
        this.hubSpot = hubSpot;
        this.table = table;
        this.ladder = ladder;
        this.rowsPerRung = rowsPerRung;
    }

    /**
     * @param whole HubSpot's count of all ids
     * @return the rungs whose counts differ, in no order; empty when the counts of all ids agree
     */
    public List<IdRange> differing(long whole) {
        var open = whole < EXACT_BELOW ? List.of(node(0, ladder.rungs(), whole)) : parts(whole);
        while (!open.isEmpty()) {
            open = halve(open);
        }
        return List.copyOf(differing);
    }

    private Node node(int from, int to, long counted) {
        return new Node(from, to, counted, table.count(ladder.range(from, to)));
    }

    private List<Node> parts(long whole) {
        if (ladder.rungs() == 1) {
            return List.of(node(0, 1, whole));
        }
        var total = whole;
        for (var tries = 0; tries < TRIES; tries++) {
            var halves =
                    measure(List.of(new int[] {0, ladder.rungs() / 2}, new int[] {ladder.rungs() / 2, ladder.rungs()}));
            if (halves.stream().allMatch(half -> half.hubSpot() < EXACT_BELOW)
                    || (halves.get(0).hubSpot() + halves.get(1).hubSpot() == total && total != EXACT_BELOW)) {
                return halves;
            }
            total = hubSpot.count(List.of(IdRange.ALL))[0];
        }
        derivable = false;
        var rungs = (int) Math.max(1, PART_ROWS / rowsPerRung);
        var spans = new ArrayList<int[]>();
        for (var from = 0; from < ladder.rungs(); from += rungs) {
            spans.add(new int[] {from, Math.min(from + rungs, ladder.rungs())});
        }
        return measure(spans);
    }

    private List<Node> measure(List<int[]> spans) {
        var counts = hubSpot.count(
                spans.stream().map(span -> ladder.range(span[0], span[1])).toList());
        var nodes = new ArrayList<Node>();
        for (var i = 0; i < counts.length; i++) {
            nodes.add(node(spans.get(i)[0], spans.get(i)[1], counts[i]));
        }
        return nodes;
    }

    private List<Node> halve(List<Node> nodes) {
        var divided = new ArrayList<Node>();
        for (var node : nodes) {
            if (node.differs() && (node.width() == 1 || isEverywhere(node))) {
                addRungs(node);
            } else if (node.differs()) {
                divided.add(node);
            }
        }
        var lower = measure(divided.stream()
                .map(node -> new int[] {node.from(), node.middle()})
                .toList());
        var next = new ArrayList<>(lower);
        var underivable = new ArrayList<int[]>();
        for (var i = 0; i < divided.size(); i++) {
            var node = divided.get(i);
            var rest = node.hubSpot() - lower.get(i).hubSpot();
            if (rest < 0 || (!derivable && node.hubSpot() >= EXACT_BELOW)) {
                underivable.add(new int[] {node.middle(), node.to()});
            } else {
                next.add(node(node.middle(), node.to(), rest));
            }
        }
        next.addAll(measure(underivable));
        return next;
    }

    /** Where every rung differs on average, counting costs more than looking. */
    private static boolean isEverywhere(Node node) {
        return Math.abs(node.hubSpot() - node.table()) >= 2L * node.width();
    }

    private void addRungs(Node node) {
        for (var rung = node.from(); rung < node.to(); rung++) {
            differing.add(ladder.range(rung, rung + 1));
        }
    }
}
