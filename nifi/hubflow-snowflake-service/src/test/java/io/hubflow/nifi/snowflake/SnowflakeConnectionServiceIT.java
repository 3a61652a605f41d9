package io.hubflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.controller.VerifiableControllerService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockConfigurationContext;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verification of both Snowflake services, as the button on the canvas runs it. */
class SnowflakeConnectionServiceIT {
    private static final LoaderAccount ACCOUNT = new LoaderAccount();

    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);

    @AfterAll
    static void stop() {
        ACCOUNT.close();
    }

    @AfterEach
    void giveBack() {
        ACCOUNT.restoreGrants();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEY_PAIR", "PROGRAMMATIC_ACCESS_TOKEN", "OAUTH", "PASSWORD"})
    void logsInInEveryWay(String strategy) throws Exception {
        var service = ACCOUNT.service(runner);
        runner.setProperty(service, SnowflakeProperties.STRATEGY, strategy);
        runner.setProperty(
                service,
                SnowflakeProperties.TOKEN,
                strategy.equals("OAUTH") ? LoaderAccount.OAUTH_TOKEN : LoaderAccount.TOKEN);
        runner.setProperty(service, SnowflakeProperties.SNOWFLAKE_PASSWORD, "loader-password");

        assertThat(verify(service)).hasSizeGreaterThan(6).allMatch(step -> step.getOutcome() == Outcome.SUCCESSFUL);

        runner.enableControllerService(service);
        try (var connection = service.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT CURRENT_USER()")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("LOADER");
            assertThat(statement.getConnection().isClosed()).isFalse();
        }
        runner.disableControllerService(service);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE | GRANT CREATE TABLE ON SCHEMA \"HUBSPOT\".\"CRM\" TO ROLE \"HUBFLOW_LOADER\"",
                "CREATE STAGE | GRANT CREATE STAGE ON SCHEMA \"HUBSPOT\".\"CRM\" TO ROLE \"HUBFLOW_LOADER\"",
                "USAGE | GRANT USAGE ON WAREHOUSE \"HUBFLOW_WH\" TO ROLE \"HUBFLOW_LOADER\""
            })
    void givesTheStatementForAMissingGrant(String privilege, String grant) throws InitializationException {
        ACCOUNT.revoke(privilege);

        assertThat(failed(ACCOUNT.service(runner)))
                .anySatisfy(explanation -> assertThat(explanation).contains(grant));
        assertThat(failed(ACCOUNT.pooled(runner))).isNotEmpty();
    }

    @Test
    void aMissingViewGrantMattersInTheRawLayoutAlone() throws InitializationException {
        ACCOUNT.revoke("CREATE VIEW");
        var service = ACCOUNT.service(runner);
        assertThat(failed(service)).isEmpty();

        runner.setProperty(service, SnowflakeProperties.LAYOUT, "raw");

        assertThat(failed(service))
                .singleElement()
                .asString()
                .contains("GRANT CREATE VIEW ON SCHEMA \"HUBSPOT\".\"CRM\" TO ROLE \"HUBFLOW_LOADER\"");
    }

    @Test
    void saysWhoseKeyItIsNot() throws InitializationException {
        var service = ACCOUNT.service(runner);
        var other = LoaderAccount.pem(LoaderAccount.newKey());
        runner.setProperty(service, SnowflakeProperties.PRIVATE_KEY, other);

        assertThat(failed(service))
                .singleElement()
                .asString()
                .contains("ALTER USER \"LOADER\" SET RSA_PUBLIC_KEY")
                .doesNotContain(other.substring(40, 80));
    }

    @Test
    void aPoolIsVerifiedWithTheRoleAndWarehouseThatItBrings() throws InitializationException {
        assertThat(verify(ACCOUNT.pooled(runner)))
                .hasSizeGreaterThan(6)
                .allMatch(step -> step.getOutcome() == Outcome.SUCCESSFUL)
                .anySatisfy(step -> assertThat(step.getVerificationStepName()).contains("use warehouse HUBFLOW_WH"));
    }

    @Test
    void aPoolThatCannotBeReachedFailsInASentence() throws InitializationException {
        var service = ACCOUNT.pooled(runner);
        var pool = new LoaderAccount.DriverPool("jdbc:unknown://127.0.0.1/", "HUBFLOW_WH");
        runner.addControllerService("other", pool);
        runner.enableControllerService(pool);
        runner.setProperty(service, "Connection Pool", "other");

        assertThat(failed(service)).singleElement().asString().contains("Verify the pool's own settings");
    }

    private <T extends ControllerService & VerifiableControllerService> List<String> failed(T service) {
        return verify(service).stream()
                .filter(step -> step.getOutcome() == Outcome.FAILED)
                .map(ConfigVerificationResult::getExplanation)
                .toList();
    }

    private <T extends ControllerService & VerifiableControllerService> List<ConfigVerificationResult> verify(
            T service) {
        var mocked = (MockProcessContext) runner.getProcessContext();
        var configured = Objects.requireNonNull(
                mocked.getControllerServices().get(service.getIdentifier()), "the service is not added");
        var context = new MockConfigurationContext(
                service, configured.getProperties(), mocked.getControllerServiceLookup(), Map.of());
        return service.verify(context, new MockComponentLog("verify", service), Map.of());
    }
}
