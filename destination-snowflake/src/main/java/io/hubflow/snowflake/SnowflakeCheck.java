package io.hubflow.snowflake;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tries everything that loading needs, in order, and names each right that is missing with the statement that grants it.
 * Wakes the warehouse once; leaves nothing behind.
 *
 * <p>What other roles of the user would allow does not count: a load must not depend on secondary roles, which grant no
 * CREATE and may be taken away by anybody who administers the user (docs.snowflake.com user-guide/security-access-control-overview,
 * "Authorization through primary role and secondary roles", read 2026-11-28).
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
        var allRoles = new AtomicBoolean();
        boolean loggedIn =
                attempt(findings, "log in as " + settings.username() + " with role " + settings.role(), "", () -> {
                    allRoles.set(hasSecondaryRoles());
                    run("USE SECONDARY ROLES NONE");
                });
        if (loggedIn) {
            tryEverything(findings);
            if (allRoles.get()) {
                giveRolesBack();
            }
        }
        return findings;
    }

    private boolean hasSecondaryRoles() {
        return sessions
                .current()
                .show(purpose(), "SELECT CURRENT_SECONDARY_ROLES()", row -> String.valueOf(row.getString(1)))
                .stream()
                .anyMatch(roles -> roles.contains("\"ALL\""));
    }

    /** A pool uses the session on. */
    private void giveRolesBack() {
        try {
            run("USE SECONDARY ROLES ALL");
        } catch (StatementFailure e) {
            sessions.drop();
        }
    }

    private void tryEverything(List<Finding> findings) {
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
    }

    private void tryObjects(List<Finding> findings, boolean warehouse) {
        var suffix = "_HUBFLOW_CHECK_" + UUID.randomUUID().toString().replace("-", "");
        var table = place.object(suffix);
        tryStage(findings, suffix + "_STAGE", warehouse);
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

    /** What a load does with files: they go from here to the cloud's own storage, past Snowflake's address, and are read there. */
    private void tryStage(List<Finding> findings, String name, boolean warehouse) {
        var stage = place.object(name);
        if (!attempt(
                findings,
                "create a stage",
                grants.createStage(),
                () -> run("CREATE STAGE " + stage + " FILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP)"))) {
            return;
        }
        try (var spool = Spool.open(settings.spoolDirectory(), settings.spoolLimitBytes())) {
            var file = spool.folder().resolve("check.json.gz");
            var line = new SpoolFile(file, spool);
            line.write(new JsonLine().raw("{\"check\":1}\n"));
            line.close();
            boolean uploaded = attempt(
                    findings,
                    Failures.UPLOAD,
                    "",
                    () -> sessions.current()
                            .run(
                                    new Purpose(Failures.UPLOAD, ""),
                                    "PUT " + Identifiers.literal("file://" + file.toAbsolutePath()) + " @" + stage
                                            + " AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = GZIP"));
            if (uploaded && warehouse) {
                attempt(
                        findings,
                        "read a stage",
                        grants.useWarehouse(),
                        () -> sessions.current()
                                .select(
                                        purpose(),
                                        "SELECT $1:check::NUMBER(38,0) FROM @" + stage,
                                        row -> row.getLong(1)));
            }
        } finally {
            attempt(findings, "drop a stage", grants.createStage(), () -> run("DROP STAGE " + stage));
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
            if (e.kind() == StatementFailure.Kind.SESSION_LOST) {
                sessions.drop();
            }
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
