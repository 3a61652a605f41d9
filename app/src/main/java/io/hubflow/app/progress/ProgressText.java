package io.hubflow.app.progress;

import io.hubflow.app.report.RunTable;
import io.hubflow.engine.progress.ObjectProgress;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words and bars of the displays. */
final class ProgressText {
    private static final int NAME_CELLS = 12;
    private static final int MOST_NAME_CELLS = 24;
    private static final int MOST_BAR_CELLS = 24;
    private static final int LEAST_BAR_CELLS = 6;

    private ProgressText() {}

    /**
     * One line of the lively display, at most so many columns wide. What a person waits for comes first: how much is done
     * and how long it takes. In a narrow window the bar shrinks, then the phase, the speed and the rows are left out.
     */
    static String bar(ObjectProgress object, long nanos, int width, Paint paint) {
        var name = name(object.objectType());
        var report = object.report();
        if (report != null) {
            return "  " + result(name, report, width, paint);
        }
        var percent = object.percent();
        if (percent.isEmpty()) {
            var rows = object.read() == 0 ? "" : ", " + rows(object, nanos);
            return cut("  " + name + " " + object.phaseWord() + rows, width);
        }
        var begin = "  " + name + " ";
        var share = String.format(Locale.ROOT, " %3d %%", percent.getAsLong());
        var optional = optionalParts(object, nanos);
        var room = width - begin.length() - share.length() - LEAST_BAR_CELLS;
        while (optional.size() > 1 && length(optional) > room) {
            optional.removeLast();
        }
        var cells = Math.clamp(room - length(optional) + LEAST_BAR_CELLS, 0, MOST_BAR_CELLS);
        var full = (int) (percent.getAsLong() * cells / 100);
        var bar = paint.bar("█".repeat(full)) + paint.faint("░".repeat(cells - full));
        return begin + bar + cut(share + String.join("", optional), Math.max(0, width - begin.length() - cells));
    }

    /** Each with the blanks before it, the most important first. */
    private static List<String> optionalParts(ObjectProgress object, long nanos) {
        var parts = new ArrayList<String>();
        object.secondsLeft(nanos).ifPresent(seconds -> parts.add("  " + clock(seconds) + " left"));
        parts.add("  " + RunTable.count(object.counted()) + "/"
                + RunTable.count(object.expected().orElse(0)));
        var speed = object.rowsPerSecond(nanos);
        if (speed > 0) {
            parts.add("  " + RunTable.count(Math.round(speed)) + " rows/s");
        }
        parts.add("  " + object.shortPhaseWord());
        return parts;
    }

    private static int length(List<String> parts) {
        return parts.stream().mapToInt(String::length).sum();
    }

    private static String name(String objectType) {
        return String.format(Locale.ROOT, "%-" + NAME_CELLS + "s", cut(objectType, MOST_NAME_CELLS));
    }

    private static String result(String name, ObjectReport report, int width, Paint paint) {
        var room = width - 3 - name.length();
        var text = finished(report);
        var fitting = cut(text.length() <= room ? text : shortlyFinished(report), room);
        if (report.error().isPresent()) {
            return name + " " + (parked(report) ? paint.warning(fitting) : paint.failed(fitting));
        }
        return name + " " + (report.incomplete() ? paint.warning(fitting) : paint.done(fitting));
    }

    /** One line of the plain display, while an object type is being read. */
    static String line(ObjectProgress object, long nanos) {
        var percent = object.percent();
        var share = percent.isPresent() ? " (" + percent.getAsLong() + " %)" : "";
        return object.objectType() + ": " + object.phaseWord() + ", " + rows(object, nanos) + share;
    }

    private static String rows(ObjectProgress object, long nanos) {
        var text = new StringBuilder(RunTable.count(object.counted()));
        object.expected().ifPresent(rows -> text.append(" of ").append(RunTable.count(rows)));
        text.append(" rows");
        var speed = object.rowsPerSecond(nanos);
        if (speed > 0) {
            text.append(", ").append(RunTable.count(Math.round(speed))).append(" rows/s");
        }
        object.secondsLeft(nanos)
                .ifPresent(seconds -> text.append(", ").append(clock(seconds)).append(" left"));
        return text.toString();
    }

    static String finished(ObjectReport report) {
        var tail = " in " + seconds(report);
        if (report.error().isPresent()) {
            return (parked(report) ? "stopped after " : "failed after ") + RunTable.count(rows(report)) + " rows" + tail
                    + ": " + report.error().get().code();
        }
        var what = report.mode() == ObjectReport.Mode.SNAPSHOT ? "loaded" : "brought up to date";
        return what + ": " + RunTable.count(rows(report)) + " rows read, " + RunTable.count(report.rowsWritten())
                + " written, " + RunTable.count(report.rowsUnchanged()) + " unchanged" + tail
                + (report.incomplete() ? ", incomplete" : "");
    }

    private static String shortlyFinished(ObjectReport report) {
        if (report.error().isPresent()) {
            return (parked(report) ? "stopped: " : "failed: ")
                    + report.error().get().code();
        }
        return (report.incomplete() ? "incomplete: " : "done: ") + RunTable.count(report.rowsWritten()) + " written, "
                + RunTable.count(report.rowsUnchanged()) + " unchanged, " + seconds(report);
    }

    private static boolean parked(ObjectReport report) {
        var category = report.error().orElseThrow().code().category();
        return category == ErrorCode.Category.INTERRUPTION || category == ErrorCode.Category.QUOTA;
    }

    /** Rows that were read twice, as in an overlap of windows, are one row: merged are the distinct ones. */
    private static long rows(ObjectReport report) {
        var merged = report.rowsWritten() + report.rowsUnchanged() + report.quarantined();
        return report.error().isPresent() || merged == 0 ? report.rowsRead() : Math.min(report.rowsRead(), merged);
    }

    private static String seconds(ObjectReport report) {
        return String.format(Locale.ROOT, "%.1f s", report.elapsed().toMillis() / 1_000.0);
    }

    /** At most so many columns wide. */
    static String quota(QuotaSnapshot quota, int width) {
        var burst = RunTable.count(quota.burstUsed());
        if (quota.burstLimit() != Integer.MAX_VALUE) {
            burst += " of " + RunTable.count(quota.burstLimit());
        }
        var day = "";
        if (quota.dailyLimit().isPresent() && quota.dailyRemaining().isPresent()) {
            day = ", " + RunTable.count(quota.dailyRemaining().getAsLong()) + " of "
                    + RunTable.count(quota.dailyLimit().getAsLong()) + " left today";
        }
        var text = "  HubSpot quota: " + burst + " calls in the last 10 s" + day;
        return text.length() <= width ? text : cut("  HubSpot: " + burst + " calls in 10 s" + day, width);
    }

    static String cut(String text, int width) {
        if (text.codePointCount(0, text.length()) <= width) {
            return text;
        }
        return width < 1 ? "" : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }

    /** {@code 1:02:03}, {@code 2:03}. */
    static String clock(long seconds) {
        var minutes = seconds / 60;
        return minutes < 60
                ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
    }
}
