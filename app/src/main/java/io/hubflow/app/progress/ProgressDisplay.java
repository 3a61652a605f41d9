package io.hubflow.app.progress;

import io.hubflow.app.CommandContext;
import io.hubflow.app.Logging;
import io.hubflow.app.report.RunTable;
import io.hubflow.engine.progress.ObjectProgress;
import io.hubflow.engine.progress.RunProgress;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a run on stderr while it is open: on a terminal a block of bars that is redrawn in place, elsewhere a line when
 * something begins or ends and every few seconds in between. Thread-safe.
 */
public final class ProgressDisplay implements SyncListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);

    /** Redraws of the bars; faster than this nobody sees. */
    private static final long BARS_MILLIS = 150;
    /** Lines in a log should tell that the run lives, not fill it. */
    private static final long LINES_MILLIS = 10_000;
    /** More bars would scroll on a small screen, where they cannot be redrawn. */
    private static final int MAX_BARS = 15;

    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

    private final PrintStream err;
    private final boolean bars;
    private final IntSupplier width;
    private final Paint paint;
    private final LongSupplier nanos;
    private final Supplier<@Nullable QuotaSnapshot> quota;
    private final RunProgress progress;
    private final Thread painter;
    private List<Integer> drawnLengths = List.of();
    private boolean closed;

    private ProgressDisplay(
            PrintStream err,
            boolean bars,
            IntSupplier width,
            Paint paint,
            LongSupplier nanos,
            Supplier<@Nullable QuotaSnapshot> quota) {
        this.err = err;
        this.bars = bars;
        this.width = width;
        this.paint = paint;
        this.nanos = nanos;
        this.quota = quota;
        this.progress = new RunProgress(nanos);
        this.painter = Thread.ofPlatform().daemon().name("progress").unstarted(this::paint);
    }

    /** @param quota HubSpot's quota as last seen; may give null */
    public static ProgressDisplay open(CommandContext context, Supplier<@Nullable QuotaSnapshot> quota) {
        var lively = context.lively() && !Logging.isJson();
        var display = new ProgressDisplay(
                context.err(),
                lively,
                lively ? TerminalWidth.watched() : () -> TerminalWidth.USUAL,
                Paint.wanted(context.environment()),
                System::nanoTime,
                quota);
        Logging.divert(display::above);
        context.interruption().tellBy(display::tell);
        display.painter.start();
        return display;
    }

    /** For tests: never paints by itself. */
    static ProgressDisplay unpainted(
            PrintStream err,
            boolean bars,
            IntSupplier width,
            LongSupplier nanos,
            Supplier<@Nullable QuotaSnapshot> quota) {
        return new ProgressDisplay(err, bars, width, Paint.PLAIN, nanos, quota);
    }

    private void paint() {
        try {
            while (true) {
                Thread.sleep(bars ? BARS_MILLIS : LINES_MILLIS);
                tick();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Draws the bars, or the lines of the object types that are being read. */
    synchronized void tick() {
        if (closed) {
            return;
        }
        if (bars) {
            draw();
            return;
        }
        var now = nanos.getAsLong();
        progress.snapshot().stream()
                .filter(object -> object.report() == null && object.read() > 0)
                .forEach(object -> tell(ProgressText.line(object, now)));
    }

    @Override
    public void phaseStarted(String objectType, Phase phase, OptionalLong expectedRows) {
        progress.phaseStarted(objectType, phase, expectedRows);
        if (!bars && phase != Phase.DISCOVER) {
            var object = progress.of(objectType);
            var rows = object.expected().isPresent()
                    ? ", " + RunTable.count(object.expected().getAsLong()) + " rows to read"
                    : "";
            tell(objectType + ": " + object.phaseWord() + rows);
        }
    }

    @Override
    public void rowsRead(String objectType, long rows) {
        progress.rowsRead(objectType, rows);
    }

    @Override
    public void rowsCommitted(String objectType, long inserted, long updated, long unchanged) {
        progress.rowsCommitted(objectType, inserted, updated, unchanged);
    }

    @Override
    public void notice(String objectType, String sentence) {
        if (Logging.isJson()) {
            LOG.warn("{}: {}", objectType, sentence);
        } else {
            above(objectType + ": " + sentence);
        }
    }

    @Override
    public void objectFinished(ObjectReport report) {
        progress.objectFinished(report);
        if (!bars) {
            tell(report.objectType() + ": " + ProgressText.finished(report));
        }
    }

    /** A line for people, or one of the log where whoever reads stderr expects JSON alone. */
    private void tell(String line) {
        if (Logging.isJson()) {
            LOG.info("{}", line);
        } else {
            above(line);
        }
    }

    /** A line that stays, above the bars. */
    private synchronized void above(String line) {
        erase();
        err.println(line);
        if (bars && !closed) {
            draw();
        }
        err.flush();
    }

    /** Leaves the last state of the bars on the screen. */
    @Override
    public void close() {
        painter.interrupt();
        synchronized (this) {
            if (bars && !closed) {
                draw();
            }
            closed = true;
            drawnLengths = List.of();
        }
        Logging.restore();
    }

    /** Lines are not wrapped while the block is drawn, so that its height is known whatever the width of the window. */
    private void draw() {
        var objects = progress.snapshot();
        if (objects.isEmpty()) {
            return;
        }
        var now = nanos.getAsLong();
        // The last column stays free: some terminals wrap as soon as it is filled.
        var columns = width.getAsInt() - 1;
        var lines = new ArrayList<String>();
        for (var object : mostInteresting(objects)) {
            lines.add(ProgressText.bar(object, now, columns, paint));
        }
        if (objects.size() > MAX_BARS) {
            lines.add("  and " + (objects.size() - MAX_BARS) + " more");
        }
        var seen = quota.get();
        if (seen != null) {
            lines.add(paint.faint(ProgressText.quota(seen, columns)));
        }
        var text = new StringBuilder("\u001b[?7l").append(erasing());
        lines.forEach(line -> text.append(line).append('\n'));
        err.print(text.append("\u001b[?7h"));
        err.flush();
        drawnLengths = lines.stream().map(ProgressDisplay::shownLength).toList();
    }

    private static int shownLength(String line) {
        return COLOURS.matcher(line).replaceAll("").length();
    }

    /** Goes back to where the block began. A window that became narrower has wrapped the lines that no longer fit. */
    private String erasing() {
        if (drawnLengths.isEmpty()) {
            return "";
        }
        var columns = Math.max(1, width.getAsInt());
        var rows = drawnLengths.stream()
                .mapToInt(length -> Math.max(1, (length + columns - 1) / columns))
                .sum();
        return "\u001b[" + rows + "A\r\u001b[J";
    }

    /** Those being read come first when there is no room for all. */
    private static List<ObjectProgress> mostInteresting(List<ObjectProgress> objects) {
        if (objects.size() <= MAX_BARS) {
            return objects;
        }
        return objects.stream()
                .sorted(Comparator.comparing(object -> object.report() != null))
                .limit(MAX_BARS)
                .toList();
    }

    private void erase() {
        err.print(erasing());
        drawnLengths = List.of();
    }
}
