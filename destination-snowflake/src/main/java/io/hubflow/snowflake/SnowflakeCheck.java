package io.hubflow.snowflake;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Tries everything that loading needs, in order, and names each right that is missing with the statement that grants it.
 * Wakes the warehouse once; leaves nothing behind.
 */
public final class SnowflakeCheck {
    private final SnowflakeSettings settings;
    private final Place place;
    private final Grants grants;
    private final SnowflakeSessions sessions;

    SnowflakeCheck(SnowflakeSettings settings, SnowflakeSessions sessions) {
        this.settings = settings;
        this.place = settings.place();
        this.grants = settings.grants();
        this.sessions = sessions;
    }

    /**
     * One thing that was tried.
     *
     * @param problem what Snowflake said; empty when it worked
     * @param mend the statement that an administrator has to run; empty when it worked
     */
    public record Finding(String tried, String problem, String mend) {
        public boolean passed() {
            return problem.isEmpty();
        }
    }

    /** Every finding, in order; what cannot be tried because an earlier thing failed is left out. */
    public static List<Finding> run(SnowflakeSettings settings, ConnectionSource source, Timing timing) {
        var meter = new CostMeter(timing.nanos(), settings.autoSuspend());
        var failures = new Failures(settings.grants(), settings.username(), settings.url());
        try (var sessions = new SnowflakeSessions(source, meter, timing, failures)) {
            return new SnowflakeCheck(settings, sessions).findings();
        }
    }

    /** @throws ConnectorException naming everything that is missing */
    void requireAll() {
        try {
            sessions.current();
        } catch (StatementFailure e) {
            throw sessions.explain(e);
        }
        var failed = findings().stream().filter(f -> !f.passed()).toList();
        if (failed.isEmpty()) {
            return;
        }
        var what = new StringBuilder();
        var mend = new ArrayList<String>();
        for (var finding : failed) {
            what.append(what.isEmpty() ? "" : " ").append(finding.problem());
            mend.add(finding.mend());
        }
        throw new ConnectorException(
                ErrorCode.DESTINATION_REFUSED,
                what.toString(),
                "Nothing was loaded.",
                String.join(" ", mend.stream().distinct().toList()));
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        if (!attempt(findings, "log in as " + settings.username() + " with role " + settings.role(), "", () -> {
            sessions.current();
        })) {
            return findings;
        }
        boolean warehouse = attempt(
                findings,
                "use warehouse " + settings.warehouse(),
                grants.createWarehouse() + "; " + grants.useWarehouse(),
                () -> run("USE WAREHOUSE " + Identifiers.quote(settings.warehouse())));
        boolean database = attempt(
                findings,
                "use database " + settings.database(),
                grants.createDatabase() + "; " + grants.useDatabase(),
                () -> run("USE DATABASE " + Identifiers.quote(settings.database())));
        boolean schema = database
                && attempt(
                        findings,
                        "use schema " + place.qualifiedSchema(),
                        grants.createSchema() + "; " + grants.useSchema(),
                        () -> run("USE SCHEMA " + place.qualifiedSchema()));
        if (schema) {
            tryObjects(findings, warehouse);
        }
        return findings;
    }

    private void tryObjects(List<Finding> findings, boolean warehouse) {
        var suffix = "_HUBFLOW_CHECK_" + UUID.randomUUID().toString().replace("-", "");
        var table = place.object(suffix);
        attempt(findings, "create a stage", grants.createStage(), () -> {
            run("CREATE STAGE " + place.object(suffix + "_STAGE"));
            run("DROP STAGE " + place.object(suffix + "_STAGE"));
        });
        boolean created = attempt(
                findings,
                "create a table",
                grants.createTable(),
                () -> run("CREATE TABLE " + table + " (\"ID\" NUMBER(38,0))"));
        if (settings.layout() == Layout.RAW && created) {
            attempt(findings, "create a view", grants.createView(), () -> {
                run("CREATE VIEW " + place.object(suffix + "_VIEW") + " AS SELECT \"ID\" FROM " + table);
                run("DROP VIEW " + place.object(suffix + "_VIEW"));
            });
        }
        if (created) {
            try {
                if (warehouse) {
                    attempt(
                            findings,
                            "write with warehouse " + settings.warehouse(),
                            grants.createWarehouse() + "; " + grants.useWarehouse(),
                            () -> sessions.current().change(purpose(), "INSERT INTO " + table + " SELECT 1"));
                }
            } finally {
                attempt(findings, "drop a table", grants.createTable(), () -> run("DROP TABLE " + table));
            }
        }
    }

    private void run(String sql) {
        sessions.current().run(purpose(), sql);
    }

    private static Purpose purpose() {
        return new Purpose("check its rights", "");
    }

    private boolean attempt(List<Finding> findings, String tried, String mend, Runnable work) {
        try {
            work.run();
            findings.add(new Finding(tried, "", ""));
            return true;
        } catch (StatementFailure e) {
            var explained = sessions.explain(e);
            boolean right = switch (e.kind()) {
                case PRIVILEGE, MISSING_OBJECT, NO_WAREHOUSE -> !mend.isEmpty();
                case SESSION_LOST, LOGIN_REFUSED, OBJECT_EXISTS, INVALID_IDENTIFIER, LOCKED, CANCELLED, OTHER -> false;
            };
            var problem = right
                    ? "Role " + settings.role() + " cannot " + tried + " (error " + e.vendorCode() + ")."
                    : explained.what();
            findings.add(new Finding(
                    tried, problem, right ? "Have an administrator run: " + mend + ";" : explained.action()));
            return false;
        }
    }
}
