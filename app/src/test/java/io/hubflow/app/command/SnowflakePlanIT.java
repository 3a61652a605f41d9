package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubflow.simulator.Simulator;
import io.hubflow.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hubflow plan} for Snowflake reads what the schema holds, however it logs in. */
final class SnowflakePlanIT {
    @TempDir
    static Path folder;

    private static Simulator hubSpot;
    private static SnowflakeAccount account;
    private static String schema = "";
    private static KeyPair key;

    @BeforeAll
    static void load() throws Exception {
        hubSpot = Simulator.start(SimulatorOptions.defaults().withRecords(Map.of("deals", 40L)));
        account = new SnowflakeAccount();
        schema = account.newSchema();
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair();
        account.administer("ALTER USER LOADER SET RSA_PUBLIC_KEY = '"
                + Base64.getEncoder().encodeToString(key.getPublic().getEncoded()) + "'");
        run("sync", Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        account.close();
        hubSpot.close();
    }

    @Test
    void withAKeyPairOrATokenItForeseesAnUpdateOfWhatIsThereAsWithAPassword() throws IOException {
        var byPassword = run("plan", Map.of());
        var byKey = run("plan", keyPair());
        var byToken = run(
                "plan",
                Map.of(
                        "HUBFLOW_SNOWFLAKE_AUTHENTICATION_STRATEGY", "PROGRAMMATIC_ACCESS_TOKEN",
                        "HUBFLOW_SNOWFLAKE_TOKEN", "loader-access-token"));

        assertThat(byKey.at("/objects/0/mode").asText()).isEqualTo("update");
        assertThat(byKey.at("/objects/0/read_again")).isEmpty();
        assertThat(byKey.get("api_calls")).isEqualTo(byPassword.get("api_calls"));
        assertThat(byToken.get("api_calls")).isEqualTo(byPassword.get("api_calls"));
        assertThat(byKey.get("forecasts")).isNotEmpty();
    }

    @Test
    void intoAnotherSchemaEverythingIsLoaded() throws Exception {
        var plan = run("plan", Map.of("HUBFLOW_SNOWFLAKE_DESTINATION_SCHEMA", account.newSchema()));

        assertThat(plan.at("/objects/0/mode").asText()).isEqualTo("first_load");
    }

    @Test
    void theCallsOfAnUpdateAreThoseOfTheNextSync() throws IOException {
        var plan = run("plan", keyPair());
        var report = run("sync", keyPair());

        assertThat(report.at("/made/api_calls")).isEqualTo(plan.get("api_calls"));
    }

    private static Map<String, String> keyPair() throws IOException {
        var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        Files.writeString(
                folder.resolve("key.p8"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + encoder.encodeToString(key.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        return Map.of(
                "HUBFLOW_SNOWFLAKE_AUTHENTICATION_STRATEGY", "KEY_PAIR",
                "HUBFLOW_SNOWFLAKE_PRIVATE_KEY_FILE", "key.p8");
    }

    private static JsonNode run(String command, Map<String, String> more) {
        var environment = new HashMap<>(account.environment(schema));
        environment.put("HUBSPOT_ACCESS_TOKEN", hubSpot.token());
        environment.put("HUBFLOW_HUBSPOT_BASE_URL", hubSpot.url().toString());
        environment.put("HUBFLOW_OBJECT_TYPES", "deals");
        environment.putAll(more);
        var run = CommandLineRun.of(folder, environment, command, "--output", "json");
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.json();
    }
}
