package io.hubflow.service.page;

import io.hubflow.service.status.ObjectStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows written by each run, as bars. The heights grow with the square root, so that a first load does not flatten all others.
 *
 * @param words the same for those who do not see it
 */
public record Plot(List<Bar> bars, String words) {
    public static final int WIDTH = 240;
    public static final int HEIGHT = 40;

    /** Bars of an empty run are visible, too. */
    private static final int LEAST_HEIGHT = 2;

    private static final int MOST_BAR_WIDTH = 10;

    /** @param title of the bar, for the pointer */
    public record Bar(int x, int y, int width, int height, String title) {}

    public static Plot of(ObjectStatus object) {
        var changes = object.changes();
        var most = changes.stream().mapToLong(ObjectStatus.Change::rows).max().orElse(0);
        var step = changes.isEmpty() ? 0 : Math.min(MOST_BAR_WIDTH, WIDTH / changes.size());
        var bars = new ArrayList<Bar>();
        for (var i = 0; i < changes.size(); i++) {
            var change = changes.get(i);
            var height = most == 0
                    ? LEAST_HEIGHT
                    : Math.max(LEAST_HEIGHT, (int) Math.round(HEIGHT * Math.sqrt((double) change.rows() / most)));
            var x = WIDTH - (changes.size() - i) * step;
            bars.add(new Bar(
                    x,
                    HEIGHT - height,
                    Math.max(1, step - 2),
                    height,
                    Words.moment(change.at()) + " UTC: " + Words.count(change.rows()) + " rows"));
        }
        var words = changes.isEmpty()
                ? "No runs are recorded."
                : "Rows written by the last " + changes.size() + " runs: latest "
                        + Words.count(changes.getLast().rows()) + ", most " + Words.count(most) + ".";
        return new Plot(bars, words);
    }
}
