package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.snowflake.emulator.fault.Fault;
import io.hubflow.testkit.RowMaker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every refusal names the statement that mends it. */
class CheckIT {
    private static final TableSchema CONTACTS =
            new TableSchema("contacts", "contacts", List.of(new Column("email", ColumnType.VARCHAR)));

    @TempDir
    Path folder;

    private SnowflakePlace place;

    @BeforeEach
    void makePlace() {
        place = SnowflakePlace.raw(folder);
    }

    @AfterEach
    void giveBack() {
        place.administer("GRANT USAGE ON WAREHOUSE HUBFLOW_WH TO ROLE HUBFLOW_LOADER");
        place.administer("GRANT USAGE ON DATABASE HUBSPOT TO ROLE HUBFLOW_LOADER");
    }

    @Test
    void passesWithTheLeastPrivilegesAndLeavesNothingBehind() {
        try (var destination = place.unopened(CommitStep.Observer.NONE)) {
            destination.verifyWritable();
        }
        assertThat(place.tables()).isEmpty();
        assertThat(SnowflakeCheck.run(place.settings(), place.source(), Timing.SYSTEM))
                .allMatch(SnowflakeCheck.Finding::passed)
                .hasSizeGreaterThan(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "USAGE ON WAREHOUSE HUBFLOW_WH | GRANT USAGE ON WAREHOUSE \"HUBFLOW_WH\" TO ROLE \"HUBFLOW_LOADER\"",
                "USAGE ON DATABASE HUBSPOT | GRANT USAGE ON DATABASE \"HUBSPOT\" TO ROLE \"HUBFLOW_LOADER\"",
                "USAGE ON SCHEMA HUBSPOT.* | GRANT USAGE ON SCHEMA \"HUBSPOT\".\"*\" TO ROLE \"HUBFLOW_LOADER\"",
                "CREATE TABLE ON SCHEMA HUBSPOT.* | GRANT CREATE TABLE ON SCHEMA \"HUBSPOT\".\"*\" TO ROLE \"HUBFLOW_LOADER\"",
                "CREATE STAGE ON SCHEMA HUBSPOT.* | GRANT CREATE STAGE ON SCHEMA \"HUBSPOT\".\"*\" TO ROLE \"HUBFLOW_LOADER\"",
                "CREATE VIEW ON SCHEMA HUBSPOT.* | GRANT CREATE VIEW ON SCHEMA \"HUBSPOT\".\"*\" TO ROLE \"HUBFLOW_LOADER\""
            })
    void namesTheMissingGrantAndTheLoadSaysTheSame(String right, String mend) {
        var statement = mend.replace("*", place.schema());
        place.administer("REVOKE " + right.replace("*", place.schema()) + " FROM ROLE HUBFLOW_LOADER");
        var failed = SnowflakeCheck.run(place.settings(), place.source(), Timing.SYSTEM).stream()
                .filter(f -> !f.passed())
                .toList();
        assertThat(failed).isNotEmpty().anySatisfy(f -> assertThat(f.mend()).contains(statement));

        try (var destination = place.unopened(CommitStep.Observer.NONE)) {
            var failure = catchThrowableOfType(ConnectorException.class, () -> {
                try (var stage = destination.openStage(CONTACTS)) {
                    stage.append(List.of(RowMaker.id(1).values("one")));
                    destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));
                }
            });
            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
            assertThat(failure.action()).contains(statement);
        }
        place.administer("GRANT " + right.replace("*", place.schema()) + " TO ROLE HUBFLOW_LOADER");
        assertThat(SnowflakeCheck.run(place.settings(), place.source(), Timing.SYSTEM))
                .allMatch(SnowflakeCheck.Finding::passed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WRONG | HUBFLOW_LOADER | HUBFLOW_WH | HUBSPOT | DESCRIBE USER \"WRONG\"",
                "LOADER | NO_ROLE | HUBFLOW_WH | HUBSPOT | GRANT ROLE \"NO_ROLE\" TO USER \"LOADER\"",
                "LOADER | HUBFLOW_LOADER | NO_WH | HUBSPOT | CREATE WAREHOUSE IF NOT EXISTS \"NO_WH\"",
                "LOADER | HUBFLOW_LOADER | HUBFLOW_WH | NO_DB | CREATE DATABASE IF NOT EXISTS \"NO_DB\""
            })
    void namesWhatDoesNotExist(String user, String role, String warehouse, String database, String mend) {
        var good = place.settings();
        var wrong = new SnowflakeSettings(
                good.accountIdentifier(),
                good.authentication(),
                user,
                role,
                warehouse,
                database,
                good.schema(),
                good.url(),
                good.layout(),
                good.flushInterval(),
                good.spoolDirectory(),
                good.spoolLimitBytes(),
                good.autoSuspend(),
                good.holdBack(),
                false);
        var source = new DriverConnections(SnowflakeDriver.load(Path.of("none")), wrong);
        try (var destination = SnowflakeDestination.open(wrong, source, Timing.SYSTEM)) {
            var failure = catchThrowableOfType(ConnectorException.class, destination::verifyWritable);
            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
            assertThat(failure.action()).contains(mend);
            assertThat(failure).hasMessageNotContaining("loader-password");
        }
    }

    @Test
    void aTableOfAnotherRoleNeedsItsGrants() {
        // As after a load under another role, whose tables this one may only read.
        var table = "HUBSPOT." + place.schema() + ".CONTACTS";
        place.administer(new Ddl(place.settings().place())
                .createTable(WarehouseTable.planned(CONTACTS, "CONTACTS", Layout.RAW)));
        place.administer("GRANT SELECT ON TABLE " + table + " TO ROLE HUBFLOW_LOADER");
        try (var destination = place.open();
                var stage = destination.openStage(CONTACTS)) {
            stage.append(List.of(RowMaker.id(2).values("two")));
            var failure = catchThrowableOfType(
                    ConnectorException.class,
                    () -> destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of())));
            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
            assertThat(failure.action())
                    .contains("GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE \"HUBSPOT\".\"" + place.schema()
                            + "\".\"CONTACTS\"");
        }
    }

    /** Sessions of most users have all of the user's roles; a load must not depend on them. */
    @Test
    void aRightThatOnlyAnotherRoleOfTheUserHasIsMissing() {
        place.administer("CREATE ROLE IF NOT EXISTS HELPER");
        place.administer("GRANT USAGE ON WAREHOUSE HUBFLOW_WH TO ROLE HELPER");
        place.administer("GRANT ROLE HELPER TO USER LOADER");
        place.administer("REVOKE USAGE ON WAREHOUSE HUBFLOW_WH FROM ROLE HUBFLOW_LOADER");
        try (var destination = place.unopened(CommitStep.Observer.NONE)) {
            var failure = catchThrowableOfType(ConnectorException.class, destination::verifyWritable);
            assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
            assertThat(failure.action()).contains("GRANT USAGE ON WAREHOUSE \"HUBFLOW_WH\"");
        } finally {
            place.administer("DROP ROLE HELPER");
        }
    }

    @Test
    void aStageWhoseStorageCannotBeReachedIsFound() {
        SnowflakePlace.emulator()
                .admin()
                .inject(Fault.once(Fault.Kind.SESSION_GONE, "PUT").where("_HUBFLOW_CHECK_"));
        try {
            var failed = SnowflakeCheck.run(place.settings(), place.source(), Timing.SYSTEM).stream()
                    .filter(f -> !f.passed())
                    .toList();
            assertThat(failed).singleElement().satisfies(f -> {
                assertThat(f.tried()).isEqualTo("upload a file to a stage");
                assertThat(f.mend()).contains("SYSTEM$ALLOWLIST()").contains("type STAGE");
            });
            assertThat(SnowflakePlace.emulator()
                            .admin()
                            .account()
                            .schema("HUBSPOT", place.schema())
                            .orElseThrow()
                            .stages())
                    .isEmpty();
        } finally {
            SnowflakePlace.emulator().admin().clearFaults();
        }
        assertThat(place.tables()).isEmpty();
    }

    @Test
    void theGrantScriptIsEnoughForALoad() {
        var script = new GrantScript(
                "SCRIPT_ROLE",
                "SCRIPT_WH",
                "SCRIPT_USER",
                "SCRIPT_DB",
                "SCRIPT_SCHEMA",
                Layout.RAW,
                "",
                GrantScript.Login.KEY_PAIR);
        for (var line : script.lines()) {
            if (!line.startsWith("--")) {
                place.administer(line.replace(" RSA_PUBLIC_KEY = '<public key>'", " PASSWORD = 'script-password'")
                        .replace(" TYPE = SERVICE", ""));
            }
        }
        var good = place.settings();
        var settings = new SnowflakeSettings(
                good.accountIdentifier(),
                new Authentication.Password("script-password"),
                "SCRIPT_USER",
                "SCRIPT_ROLE",
                "SCRIPT_WH",
                "SCRIPT_DB",
                "SCRIPT_SCHEMA",
                good.url(),
                good.layout(),
                good.flushInterval(),
                good.spoolDirectory(),
                good.spoolLimitBytes(),
                good.autoSuspend(),
                good.holdBack(),
                false);
        var source = new DriverConnections(SnowflakeDriver.load(Path.of("none")), settings);
        assertThat(SnowflakeCheck.run(settings, source, Timing.SYSTEM)).allMatch(SnowflakeCheck.Finding::passed);
    }
}
