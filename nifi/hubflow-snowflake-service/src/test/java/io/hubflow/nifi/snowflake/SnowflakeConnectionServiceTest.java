package io.hubflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.MockValidationContext;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service says before it ever calls Snowflake. */
class SnowflakeConnectionServiceTest {
    private static final String KEY = LoaderAccount.pem(LoaderAccount.newKey());

    @TempDir
    Path folder;

    private final SnowflakeConnectionService service = new SnowflakeConnectionService();
    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);

    @BeforeEach
    void addService() throws InitializationException {
        runner.addControllerService("snowflake", service);
        runner.setProperty(service, SnowflakeProperties.ACCOUNT, "MYORG-ACCOUNT1");
        runner.setProperty(service, SnowflakeProperties.USERNAME, "HUBFLOW");
        runner.setProperty(service, SnowflakeProperties.ROLE, "HUBFLOW_LOADER");
        runner.setProperty(service, SnowflakeProperties.WAREHOUSE, "HUBFLOW_WH");
        runner.setProperty(service, SnowflakeProperties.DATABASE, "HUBSPOT");
        runner.setProperty(service, SnowflakeProperties.SCHEMA, "CRM");
    }

    @Test
    void isNamedLikeTheOfficialConnectorsParameters() {
        assertThat(SnowflakeProperties.ALL)
                .extracting(property -> property.getName())
                .contains(
                        "Destination Database",
                        "Destination Schema",
                        "Snowflake Authentication Strategy",
                        "Snowflake Account Identifier",
                        "Snowflake Private Key",
                        "Snowflake Private Key File",
                        "Snowflake Private Key Password",
                        "Snowflake Role",
                        "Snowflake Username",
                        "Snowflake Warehouse");
        assertThat(SnowflakeProperties.ALL)
                .filteredOn(property -> property.isSensitive())
                .extracting(property -> property.getName())
                .containsExactlyInAnyOrder(
                        "Snowflake Private Key",
                        "Snowflake Private Key Password",
                        "Snowflake Access Token",
                        "Snowflake Password");
    }

    @Test
    void takesOneKeyAsTextOrAsFile() throws IOException {
        assertThat(explanation()).contains("Snowflake Private Key File").contains("is needed for KEY_PAIR");

        runner.setProperty(service, SnowflakeProperties.PRIVATE_KEY, KEY);
        runner.assertValid(service);

        var file = Files.writeString(folder.resolve("key.p8"), KEY);
        runner.setProperty(service, SnowflakeProperties.PRIVATE_KEY_FILE, file.toString());
        assertThat(explanation()).contains("both set; keep one").doesNotContain("snowflake.private-key");

        runner.removeProperty(service, SnowflakeProperties.PRIVATE_KEY);
        runner.assertValid(service);

        Files.delete(file);
        assertThat(explanation()).contains("Snowflake Private Key File").contains("key.p8");
    }

    @Test
    void saysWhatIsWrongWithAKeyAndDoesNotShowIt() {
        runner.setProperty(service, SnowflakeProperties.PRIVATE_KEY, KEY.replace("BEGIN PRIVATE", "BEGIN RSA PRIVATE"));
        assertThat(explanation()).contains("openssl pkcs8 -topk8").doesNotContain(KEY.substring(30, 60));

        runner.setProperty(service, SnowflakeProperties.PRIVATE_KEY, KEY.substring(0, 100));
        assertThat(explanation()).contains("Snowflake Private Key").doesNotContain(KEY.substring(30, 60));

        runner.setProperty(
                service, SnowflakeProperties.PRIVATE_KEY, KEY.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
        assertThat(explanation()).contains("set Snowflake Private Key Password");
    }

    @Test
    void takesTokensAndRefusesAPasswordForARealAccount() {
        for (var strategy : List.of("PROGRAMMATIC_ACCESS_TOKEN", "OAUTH")) {
            runner.removeProperty(service, SnowflakeProperties.TOKEN);
            runner.setProperty(service, SnowflakeProperties.STRATEGY, strategy);
            assertThat(explanation()).contains("Snowflake Access Token").contains("is missing");
            runner.setProperty(service, SnowflakeProperties.TOKEN, "token");
            runner.assertValid(service);
        }
        runner.setProperty(service, SnowflakeProperties.STRATEGY, "PASSWORD");
        runner.setProperty(service, SnowflakeProperties.SNOWFLAKE_PASSWORD, "password");
        assertThat(explanation()).contains("for emulators on this machine only");
    }

    @Test
    void wantsAnAccountIdentifierInsteadOfAnAddress() {
        runner.setProperty(service, SnowflakeProperties.PRIVATE_KEY, KEY);
        runner.setProperty(service, SnowflakeProperties.ACCOUNT, "https://myorg-account1.snowflakecomputing.com");

        assertThat(explanation()).contains("Snowflake Account Identifier").contains("CURRENT_ORGANIZATION_NAME()");
    }

    @Test
    void wantsEveryNameThatSnowflakeNeeds() {
        runner.setProperty(service, SnowflakeProperties.PRIVATE_KEY, KEY);
        for (var property : List.of(
                SnowflakeProperties.ACCOUNT,
                SnowflakeProperties.USERNAME,
                SnowflakeProperties.ROLE,
                SnowflakeProperties.WAREHOUSE,
                SnowflakeProperties.DATABASE,
                SnowflakeProperties.SCHEMA)) {
            runner.removeProperty(service, property);
            assertThat(explanation()).contains(property.getName());
            runner.setProperty(service, property, "NAME");
        }
        runner.assertValid(service);
    }

    /** Everything that keeps the service from being enabled. */
    private String explanation() {
        var context = new MockValidationContext((MockProcessContext) runner.getProcessContext());
        return service.validate(context.getControllerServiceValidationContext(service)).stream()
                .filter(result -> !result.isValid())
                .map(result -> result.getSubject() + " " + result.getExplanation())
                .collect(Collectors.joining("; "));
    }
}
