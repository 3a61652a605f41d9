package io.hubflow.app.report;

import io.hubflow.engine.verify.Finding;
import io.hubflow.engine.verify.Finding.Kind;
import io.hubflow.engine.verify.TableVerification;
import io.hubflow.engine.verify.VerificationRows;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.engine.verify.VerifyReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The result of a verification for people: a table, then what differs, then what it means. */
public final class VerifyTable {
    /** Findings of one table that are named; all are in {@code _hubflow_verifications}. */
    private static final int MOST_NAMED = 10;

    private VerifyTable() {}

    public static String of(VerifyReport report, VerifyOptions options, String destination) {
        var table = new TextTable(List.of(
                "object type",
                "table",
                "in HubSpot",
                "live rows",
                "archived rows",
                "missing",
                "extra",
                "stale",
                "wrong values",
                "fresh",
                "compared",
                "calls",
                "holds for",
                "result"));
        for (var one : report.tables()) {
            table.row(
                    one.objectType(),
                    one.table(),
                    one.tally().hubSpotRecords().isPresent()
                            ? RunTable.count(one.tally().hubSpotRecords().getAsLong())
                            : "",
                    RunTable.count(one.tally().liveRows()),
                    RunTable.count(one.tally().archivedRows()),
                    RunTable.count(one.count(Kind.MISSING)),
                    RunTable.count(one.count(Kind.EXTRA)),
                    RunTable.count(one.count(Kind.STALE)),
                    RunTable.count(one.count(Kind.WRONG)),
                    RunTable.count(one.tally().fresh()),
                    RunTable.count(one.tally().compared()),
                    RunTable.count(one.tally().calls()),
                    one.error().isPresent() ? "" : one.moment().toString(),
                    VerificationRows.status(one));
        }
        var text = new StringBuilder(table.render());
        for (var one : report.tables()) {
            findings(report, one, text);
            one.error()
                    .ifPresent(error -> text.append('\n')
                            .append(one.objectType())
                            .append(": ")
                            .append(error.getMessage())
                            .append('\n'));
            if (!one.notCompared().isEmpty()) {
                text.append('\n')
                        .append(one.table())
                        .append(": not compared were the values of ")
                        .append(String.join(", ", one.notCompared()))
                        .append(
                                ", which have another type in HubSpot since the last sync, or were deleted and created again. The"
                                        + " next sync reads them again.\n");
            }
            var beyond = beyondHubSpotsNumber(one);
            if (beyond > 0) {
                text.append('\n')
                        .append(one.table())
                        .append(": HubSpot's number leaves out ")
                        .append(RunTable.count(beyond))
                        .append(" of the live rows. Their records were created after ")
                        .append(one.moment())
                        .append(", or, if updated-after is set, last changed before it.\n");
            }
            if (one.tally().unproven() > 0) {
                text.append('\n')
                        .append(one.table())
                        .append(": ")
                        .append(RunTable.count(one.tally().unproven()))
                        .append(
                                " sets have no hash to be compared with: they lost links to records outside the filter, or an"
                                        + " older version of hubflow wrote them. They were compared only where the sample met"
                                        + " them; the next refresh reads them.\n");
            }
        }
        return text.append('\n')
                .append(verdict(report, options, destination))
                .append('\n')
                .toString();
    }

    /** Where nothing differs, what the two numbers differ by. */
    private static long beyondHubSpotsNumber(TableVerification table) {
        var records = table.tally().hubSpotRecords();
        return table.findings().isEmpty() && records.isPresent() ? table.tally().liveRows() - records.getAsLong() : 0;
    }

    private static void findings(VerifyReport report, TableVerification table, StringBuilder text) {
        if (table.findings().isEmpty()) {
            return;
        }
        text.append('\n').append(table.table()).append(":\n");
        table.findings().stream()
                .limit(MOST_NAMED)
                .forEach(finding -> text.append("  ")
                        .append(sentence(finding))
                        .append(
                                table.unexplained().stream().anyMatch(left -> left.id() == finding.id())
                                        ? ""
                                        : " (repaired)")
                        .append('\n'));
        if (table.findings().size() > MOST_NAMED) {
            text.append("  and ")
                    .append(RunTable.count(table.findings().size() - MOST_NAMED))
                    .append(" more, see ")
                    .append(report.maker() == VerifyReport.Maker.HUBFLOW ? VerificationRows.TABLE : "--output json")
                    .append('\n');
        }
    }

    private static String sentence(Finding finding) {
        return finding.kind().word() + " " + finding.id() + ": " + finding.reason()
                + (finding.columns().isEmpty() ? "" : " [" + String.join(", ", finding.columns()) + "]");
    }

    private static String verdict(VerifyReport report, VerifyOptions options, String destination) {
        var seconds = Duration.between(report.startedAt(), report.finishedAt()).toMillis() / 1_000.0;
        var tail = String.format(
                Locale.ROOT,
                " %s calls, %.1f s, seed %d (verification %s).",
                RunTable.count(report.calls()),
                seconds,
                options.seed(),
                report.id());
        if (report.isRight()) {
            return (report.foundAnything()
                            ? "What differed was read again; " + destination + " now holds what HubSpot has."
                            : destination + " holds what HubSpot has.")
                    + tail;
        }
        var failed = report.tables().stream().anyMatch(table -> table.error().isPresent());
        var different =
                report.tables().stream().anyMatch(table -> !table.unexplained().isEmpty());
        var sentence = different
                ? destination + " is not what HubSpot has." + advice(report, options)
                : "Nothing different was found, but not everything could be compared.";
        return sentence + (different && failed ? " Not everything could be compared." : "") + tail;
    }

    private static String advice(VerifyReport report, VerifyOptions options) {
        return switch (report.maker()) {
            case ANOTHER_TOOL -> "";
            case HUBFLOW ->
                options.afterFinding() == VerifyOptions.AfterFinding.REPAIR
                        ? " Run `hubflow sync`, then `hubflow verify --repair` again."
                        : " `hubflow verify --repair` reads again what differs.";
        };
    }
}
