package io.hubflow.snowflake.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.fault.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginIT {
    private static KeyPair keys;
    private static KeyPair otherKeys;
    private static SnowflakeEmulator emulator;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        otherKeys = generator.generateKeyPair();
        User service = User.named("SERVICE")
                .withPublicKey(keys.getPublic())
                .withAccessToken("pat-1")
                .withOauthToken("oauth-1")
                .withExpiredOauthToken("oauth-0")
                .withRole("HUBFLOW_LOADER")
                .withDefaults("HUBFLOW_LOADER", "HUBFLOW_WH", null);
        emulator = SnowflakeEmulator.start(EmulatorOptions.defaults().withUser(service));
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private static Properties service() {
        Properties properties = Driver.properties("service");
        properties.put("db", "HUBSPOT");
        properties.put("schema", "CRM");
        return properties;
    }

    private static void succeeds(Properties properties) throws SQLException {
        try (Connection connection = Driver.connect(emulator, properties)) {
            assertThat(Driver.value(connection, "SELECT CURRENT_USER()")).isEqualTo("SERVICE");
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    private static void fails(int code, Properties properties) {
        EmulatorTest.failing(
                code, "08001", () -> Driver.connect(emulator, properties).close());
    }

    @Test
    void aPrivateKeyLogsIn() throws Exception {
        Properties properties = service();
        properties.put("privateKey", keys.getPrivate());
        succeeds(properties);
    }

    @Test
    void aPrivateKeyFileLogsIn() throws Exception {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Properties properties = service();
        properties.put(
                "private_key_file",
                Files.writeString(directory.resolve("key.p8"), pem).toString());
        succeeds(properties);
    }

    @Test
    void anotherKeyIsRefused() {
        Properties properties = service();
        properties.put("privateKey", otherKeys.getPrivate());
        fails(390_144, properties);
    }

    @Test
    void aKnownAccessTokenLogsInAndAnotherIsRefused() throws Exception {
        Properties properties = service();
        properties.put("authenticator", "PROGRAMMATIC_ACCESS_TOKEN");
        properties.put("token", "pat-1");
        succeeds(properties);
        properties.put("token", "pat-2");
        fails(394_400, properties);
    }

    @Test
    void anOauthTokenLogsInAndAnExpiredOrUnknownOneIsRefused() throws Exception {
        Properties properties = service();
        properties.put("authenticator", "OAUTH");
        properties.put("token", "oauth-1");
        succeeds(properties);
        properties.put("token", "oauth-0");
        EmulatorTest.failing(
                390_318, "XX000", () -> Driver.connect(emulator, properties).close());
        properties.put("token", "oauth-9");
        fails(390_303, properties);
    }

    @Test
    void passwords() throws Exception {
        try (Connection connection = Driver.connect(emulator, Driver.loader())) {
            assertThat(Driver.value(connection, "SELECT CURRENT_ROLE()")).isEqualTo("HUBFLOW_LOADER");
        }
        Properties wrong = Driver.loader();
        wrong.put("password", "guess");
        fails(390_100, wrong);
        Properties nobody = Driver.properties("NOBODY");
        nobody.put("password", "x");
        fails(390_100, nobody);
        Properties withoutPassword = service();
        withoutPassword.put("password", "x");
        fails(390_100, withoutPassword);
    }

    @Test
    void aRoleThatTheUserLacksIsRefused() {
        Properties properties = Driver.loader();
        properties.put("role", "ACCOUNTADMIN");
        fails(390_189, properties);
    }

    @Test
    void placesThatTheRoleMayNotUseAreLeftOut() throws Exception {
        Properties properties = Driver.loader();
        properties.put("db", "NOPE");
        properties.put("warehouse", "NOPE");
        try (Connection connection = Driver.connect(emulator, properties)) {
            assertThat(Driver.query(connection, "SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_WAREHOUSE()")
                            .get(0))
                    .containsOnlyNulls();
            EmulatorTest.failing(90_105, "22000", () -> Driver.run(connection, "CREATE TABLE T (A NUMBER)"));
            EmulatorTest.failing(
                    606, "57P03", () -> Driver.run(connection, "SELECT * FROM HUBSPOT.INFORMATION_SCHEMA.TABLES"));
            EmulatorTest.failing(2043, "02000", () -> Driver.run(connection, "USE DATABASE NOPE"));
            EmulatorTest.failing(2043, "02000", () -> Driver.run(connection, "USE WAREHOUSE NOPE"));
            Driver.run(
                    connection,
                    "USE SCHEMA HUBSPOT.CRM",
                    "USE WAREHOUSE HUBFLOW_WH",
                    "SELECT * FROM INFORMATION_SCHEMA.TABLES");
        }
    }

    @Test
    void loginsFailOnDemand() throws Exception {
        emulator.admin().inject(Fault.once(Fault.Kind.LOGIN_REFUSED, "LOGIN"));
        fails(390_100, Driver.loader());
        Driver.connect(emulator, Driver.loader()).close();
    }

    @Test
    void aWrongAccountFailsAtOnce() {
        Properties properties = Driver.loader();
        properties.put("account", "ELSEWHERE");
        long start = System.nanoTime();
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Driver.connect(emulator, properties).close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("404");
        assertThat((System.nanoTime() - start) / 1_000_000_000L).isLessThan(120);
    }
}
