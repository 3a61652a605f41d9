package io.hubflow.app.progress;

import io.hubflow.app.report.RunTable;
import io.hubflow.engine.ObjectReport;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import java.util.Locale;

/** The words and bars of the displays. */
final class ProgressText {
    private static final int BAR_CELLS = 24;

    private ProgressText() {}

    /** One line of the lively display. */
    static String bar(ObjectProgress object, long nanos) {
        var name = String.format(Locale.ROOT, "%-12s", object.objectType());
        if (object.report() != null) {
            return "  " + name + " " + finished(object.report());
        }
        var percent = object.percent();
        if (percent.isEmpty()) {
            var rows = object.read() == 0 ? "" : ", " + rows(object, nanos);
            return "  " + name + " " + object.phaseWord() + rows;
        }
        var full = (int) (percent.getAsLong() * BAR_CELLS / 100);
        var bar = "█".repeat(full) + "░".repeat(BAR_CELLS - full);
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "  %s %s %3d %%  %-11s %s/%s",
                name,
                bar,
                percent.getAsLong(),
                object.shortPhaseWord(),
                RunTable.count(object.read()),
                RunTable.count(object.expected().orElse(0))));
        var speed = object.rowsPerSecond(nanos);
        if (speed > 0) {
            text.append("  ").append(RunTable.count(Math.round(speed))).append(" rows/s");
        }
        object.secondsLeft(nanos)
                .ifPresent(seconds -> text.append("  ").append(clock(seconds)).append(" left"));
        return text.toString();
    }

    /** One line of the plain display, while an object type is being read. */
    static String line(ObjectProgress object, long nanos) {
        var percent = object.percent();
        var share = percent.isPresent() ? " (" + percent.getAsLong() + " %)" : "";
        return object.objectType() + ": " + object.phaseWord() + ", " + rows(object, nanos) + share;
    }

    private static String rows(ObjectProgress object, long nanos) {
        var text = new StringBuilder(RunTable.count(object.read()));
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
        var tail = String.format(Locale.ROOT, " in %.1f s", report.elapsed().toMillis() / 1_000.0);
        if (report.error().isPresent()) {
            var category = report.error().get().code().category();
            var parked = category == ErrorCode.Category.INTERRUPTION || category == ErrorCode.Category.QUOTA;
            return (parked ? "stopped after " : "failed after ") + RunTable.count(report.rowsRead()) + " rows" + tail
                    + ": " + report.error().get().code();
        }
        var what = report.mode() == ObjectReport.Mode.SNAPSHOT ? "loaded" : "brought up to date";
        var how = report.incomplete() ? ", but incomplete" : "";
        return what + how + ": " + RunTable.count(report.rowsRead()) + " rows read, "
                + RunTable.count(report.rowsWritten()) + " written, " + RunTable.count(report.rowsUnchanged())
                + " unchanged" + tail;
    }

    static String quota(QuotaSnapshot quota) {
        var text = new StringBuilder("HubSpot quota: ").append(RunTable.count(quota.burstUsed()));
        if (quota.burstLimit() != Integer.MAX_VALUE) {
            text.append(" of ").append(RunTable.count(quota.burstLimit()));
        }
        text.append(" calls in the last 10 s");
        if (quota.dailyLimit().isPresent() && quota.dailyRemaining().isPresent()) {
            text.append(", ")
                    .append(RunTable.count(quota.dailyRemaining().getAsLong()))
                    .append(" of ")
                    .append(RunTable.count(quota.dailyLimit().getAsLong()))
                    .append(" left today");
        }
        return text.toString();
    }

    /** {@code 1:02:03}, {@code 2:03}. */
    static String clock(long seconds) {
        var minutes = seconds / 60;
        return minutes < 60
                ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
    }
}
