package io.hubflow.app.report;

import io.hubflow.engine.report.FactReport;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunComparison;
import io.hubflow.engine.report.RunReport;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The run report for people: a table, then what failed or is incomplete, and what to do about it. */
public final class RunTable {
    /** More tables of links than this are not all shown: a screen holds about as many lines. */
    private static final int MANY_TABLES = 20;

    private RunTable() {}

    public static String of(RunReport report) {
        return of(report, "");
    }

    /** @param destinationFlags what `hubflow query` needs to reach the same tables, such as {@code --to crm.duckdb} */
    public static String of(RunReport report, String destinationFlags) {
        var table = new TextTable(List.of(
                "object type",
                "load",
                "read",
                "written",
                "unchanged",
                "unparsed",
                "rounded",
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
                    count(object.roundedValues()),
                    count(object.quarantined()),
                    count(object.apiCalls().total()),
                    String.format(Locale.ROOT, "%.1f", object.elapsed().toMillis() / 1_000.0),
                    result(object));
        }
        var text = new StringBuilder(table.render());
        text.append(facts(report));
        for (var object : report.objects()) {
            object.route()
                    .ifPresent(route -> text.append(object.objectType())
                            .append(": ")
                            .append(route)
                            .append('\n'));
        }
        oldest(report).ifPresent(line -> text.append(line).append('\n'));
        report.objects()
                .forEach(object ->
                        departures(object).ifPresent(line -> text.append(line).append('\n')));
        LookAtCounts.of(report.objects(), destinationFlags)
                .forEach(line -> text.append(line).append('\n'));
        if (!report.leftOut().isEmpty()) {
            text.append("\nNot loaded, because the key may not read them:\n");
            report.leftOut()
                    .forEach(type -> text.append("  ")
                            .append(type.name())
                            .append(": ")
                            .append(type.reason().what())
                            .append('\n'));
        }
        if (!report.linksLeftOut().isEmpty()) {
            text.append(
                    "\nLinks not loaded, because the key may not read them; the next run after the scope was added loads"
                            + " them:\n");
            report.linksLeftOut()
                    .forEach(pair -> text.append("  ")
                            .append(pair.name())
                            .append(": ")
                            .append(pair.reason().what())
                            .append('\n'));
        }
        for (var object : report.objects()) {
            for (var warning : object.warnings()) {
                text.append('\n').append(object.objectType()).append(": ").append(warning.code());
                text.append(": ").append(warning.sentence()).append('\n');
            }
        }
        failures(report)
                .forEach((message, types) -> text.append('\n')
                        .append(String.join(", ", types))
                        .append(": ")
                        .append(message)
                        .append('\n'));
        report.comparison().ifPresent(compared -> text.append('\n').append(comparison(compared)));
        return text.append('\n').append(verdict(report)).append('\n').toString();
    }

    /** What was foreseen when the run began beside what it took. */
    private static String comparison(RunComparison compared) {
        var table = new TextTable(
                List.of("", "list", "search", "batch read", "associations", "definitions", "calls", "seconds"));
        row(table, "foreseen", compared.foreseenCalls(), compared.foreseenDuration());
        row(table, "made", compared.madeCalls(), compared.madeDuration());
        return table.render();
    }

    private static void row(TextTable table, String name, CallCounts calls, Duration duration) {
        table.row(
                name,
                count(calls.list()),
                count(calls.search()),
                count(calls.batchRead()),
                count(calls.associations()),
                count(calls.other()),
                count(calls.total()),
                String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1_000.0));
    }

    /** Tables of links and histories; of many that had nothing to tell, only how many they are. */
    private static String facts(RunReport report) {
        var all = byTable(report);
        var quiet = all.size() <= MANY_TABLES
                ? List.<FactReport>of()
                : all.stream()
                        .filter(facts -> facts.read() == 0 && facts.removed() == 0)
                        .toList();
        if (all.isEmpty()) {
            return "";
        }
        var table = new TextTable(List.of("links and histories", "read", "written", "removed", "read again within"));
        for (var facts : all) {
            if (!quiet.contains(facts)) {
                table.row(
                        facts.table(),
                        count(facts.read()),
                        count(facts.inserted() + facts.updated()),
                        count(facts.removed()),
                        facts.greatestAge().map(RunTable::age).orElse("not all loaded"));
            }
        }
        return "\n" + table.render()
                + (quiet.isEmpty() ? "" : quiet.size() + " more tables, in which nothing was read or changed.\n");
    }

    /** A pair's table also gets rows from the other end: both object types tell of it, and only one knows its age. */
    private static List<FactReport> byTable(RunReport report) {
        var tables = new LinkedHashMap<String, FactReport>();
        report.objects().stream()
                .flatMap(object -> object.facts().stream())
                .forEach(facts -> tables.merge(facts.table(), facts, FactReport::plus));
        return List.copyOf(tables.values());
    }

    /** Within which time changes are seen that no search shows, by the object type that has waited longest. */
    private static Optional<String> oldest(RunReport report) {
        return report.objects().stream()
                .filter(object -> object.mode() == ObjectReport.Mode.CHANGES
                        && object.greatestAge().isPresent())
                .max(Comparator.comparing(object -> object.greatestAge().orElseThrow()))
                .map(object -> "Every row was read within the last "
                        + age(object.greatestAge().orElseThrow())
                        + " (longest ago: "
                        + object.objectType()
                        + "); calculated values are at most so old.");
    }

    private static String age(Duration age) {
        if (age.toHours() >= 48) {
            return age.toDays() + " days";
        }
        return age.toMinutes() >= 120 ? age.toHours() + " h" : age.toMinutes() + " min";
    }

    /** Records that are gone or came back, in a line; nothing when there are none. */
    private static Optional<String> departures(ObjectReport object) {
        var found = object.departures();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var parts = new ArrayList<String>();
        part(parts, found.archived(), "archived");
        part(parts, found.deleted(), "deleted");
        part(parts, found.merged(), "merged into others");
        part(parts, found.outOfScope(), "no longer in the filter");
        part(parts, found.restored(), "back again");
        return Optional.of(object.objectType() + ": " + String.join(", ", parts) + " (" + count(found.calls())
                + (found.calls() == 1 ? " call" : " calls") + " to find out).");
    }

    private static void part(List<String> parts, long number, String words) {
        if (number > 0) {
            parts.add(count(number) + " " + words);
        }
    }

    /** What failed several object types alike, such as a spent quota, is told once. */
    private static Map<String, List<String>> failures(RunReport report) {
        var failures = new LinkedHashMap<String, List<String>>();
        for (var object : report.objects()) {
            object.error()
                    .ifPresent(error -> failures.computeIfAbsent(
                                    error.getMessage() + "\n  More: " + Troubleshooting.of(error.code()),
                                    message -> new ArrayList<>())
                            .add(object.objectType()));
        }
        return failures;
    }

    private static String result(ObjectReport object) {
        return object.error().map(error -> error.code().name()).orElse(object.incomplete() ? "incomplete" : "ok");
    }

    private static String verdict(RunReport report) {
        var seconds = Duration.between(report.startedAt(), report.finishedAt()).toMillis() / 1_000.0;
        var took = String.format(Locale.ROOT, "%.1f s (run %s).", seconds, report.runId());
        return switch (report.status()) {
            case SUCCEEDED -> "Done in " + took;
            case INCOMPLETE -> "Done, but not complete, in " + took + " See the warnings above.";
            case PARTIAL -> "Finished in " + took + " Some object types failed; the others are up to date.";
            case INTERRUPTED -> "Interrupted after " + took + " What was committed is kept; run it again to go on.";
            case FAILED -> "Failed after " + took + " Nothing could be brought up to date.";
        };
    }

    /** With thousands separators. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
