package io.hubflow.app;

import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.List;
import java.util.Optional;

/** What the process tells its caller. The only place where failures become numbers. */
public enum ExitCode {
    OK(0, "everything asked for was done"),
    FAILED(
            1,
            "an object type failed (the others went on) or is incomplete, HubSpot could not be reached, stdout could not take the"
                    + " output, or a bug"),
    USAGE(2, "wrong usage or configuration; nothing was done"),
    REFUSED(3, "HubSpot refused: the token, or a scope for every object type"),
    DESTINATION(4, "the destination cannot be reached, written or read"),
    QUOTA_SPENT(5, "the daily quota is spent; what was loaded is kept, run again tomorrow"),
    DIFFERENT(6, "verify found that a table is not what HubSpot has, and did not repair it"),
    OUTPUT_CLOSED(141, "the reader of the output closed it early, as `head` does"),
    INTERRUPTED(130, "interrupted by Ctrl-C; what was committed is kept, run again to go on"),
    TERMINATED(143, "interrupted by SIGTERM or SIGHUP; likewise");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    /** A sentence for the help. */
    public String meaning() {
        return meaning;
    }

    public static ExitCode of(ErrorCode code) {
        return switch (code.category()) {
            case CONFIGURATION -> USAGE;
            case PERMISSION -> REFUSED;
            case UPSTREAM, BUG -> FAILED;
            case QUOTA -> QUOTA_SPENT;
            case DESTINATION -> DESTINATION;
            case INTERRUPTION -> INTERRUPTED;
        };
    }

    /**
     * An interruption first, then what stops every object type alike; else 1 unless all failed for one reason. A run with a
     * warning is never 0.
     */
    public static ExitCode of(RunReport report) {
        var errors = report.objects().stream()
                .map(ObjectReport::error)
                .flatMap(Optional::stream)
                .map(ConnectorException::code)
                .toList();
        var code = ofObjectTypes(errors, report.status() == RunReport.Status.FAILED);
        return code == OK && report.status() == RunReport.Status.INCOMPLETE ? FAILED : code;
    }

    /** @param errors why object types failed, one each. @param all whether none came through */
    public static ExitCode ofObjectTypes(List<ErrorCode> errors, boolean all) {
        var codes = errors.stream().map(ExitCode::of).distinct().toList();
        if (codes.isEmpty()) {
            return OK;
        }
        for (var strong : List.of(INTERRUPTED, DESTINATION, QUOTA_SPENT)) {
            if (codes.contains(strong)) {
                return strong;
            }
        }
        return all && codes.size() == 1 ? codes.getFirst() : FAILED;
    }
}
