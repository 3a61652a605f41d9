package io.hubflow.app.report;

import io.hubflow.engine.ObjectReport;
import io.hubflow.engine.RunReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The run report for people: a table, then what failed or is incomplete, and what to do about it. */
public final class RunTable {
    private RunTable() {}

    public static String of(RunReport report) {
        var table = new TextTable(List.of(
                "object type",
                "load",
                "read",
                "written",
                "unchanged",
                "unparsed",
                "quarantined",
                "calls",
                "seconds",
                "result"));
        for (var object : report.objects()) {
            table.row(
                    object.objectType(),
                    object.mode() == ObjectReport.Mode.SNAPSHOT ? "everything" : "changes",
                    count(object.rowsRead()),
                    count(object.rowsWritten()),
                    count(object.rowsUnchanged()),
                    count(object.unparsedValues()),
                    count(object.quarantined()),
                    count(object.apiCalls().total()),
                    String.format(Locale.ROOT, "%.1f", object.elapsed().toMillis() / 1_000.0),
                    result(object));
        }
        var text = new StringBuilder(table.render());
        for (var object : report.objects()) {
            for (var warning : object.warnings()) {
                text.append('\n').append(object.objectType()).append(": ").append(warning.code());
                text.append(": ").append(warning.sentence()).append('\n');
            }
            object.error()
                    .ifPresent(error -> text.append('\n')
                            .append(object.objectType())
                            .append(": ")
                            .append(error.getMessage())
                            .append('\n'));
        }
        return text.append('\n').append(verdict(report)).append('\n').toString();
    }

    private static String result(ObjectReport object) {
        return object.error().map(error -> error.code().name()).orElse(object.incomplete() ? "incomplete" : "ok");
    }

    private static String verdict(RunReport report) {
        var seconds = Duration.between(report.startedAt(), report.finishedAt()).toMillis() / 1_000.0;
        var tail = String.format(Locale.ROOT, " in %.1f s (run %s).", seconds, report.runId());
        return switch (report.status()) {
            case SUCCEEDED -> "Done" + tail;
            case INCOMPLETE -> "Done, but not complete: see the warnings above" + tail;
            case PARTIAL -> "Some object types failed; the others are up to date" + tail;
            case FAILED -> "Nothing could be brought up to date" + tail;
        };
    }

    /** With thousands separators. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
