package io.hubflow.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong input on Snowflake's side, through the command: a clear error, the statement that mends it, the right exit code. */
@Tag("thorough")
class SnowflakeBadInputIT extends AgainstSnowflake {
    private static final String TABLES = "contacts,tickets";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ACCOUNT_IDENTIFIER   | OTHER   | DESTINATION_UNREACHABLE | Check the Snowflake Account Identifier",
                "USERNAME             | NOBODY  | DESTINATION_REFUSED     | DESCRIBE USER \"NOBODY\"",
                "PASSWORD             | no-pass | DESTINATION_REFUSED     | DESCRIBE USER \"LOADER\"",
                "ROLE                 | NO_ROLE | DESTINATION_REFUSED     | GRANT ROLE \"NO_ROLE\" TO USER \"LOADER\"",
                "WAREHOUSE            | NO_WH   | DESTINATION_REFUSED     | CREATE WAREHOUSE IF NOT EXISTS \"NO_WH\"",
                "DESTINATION_DATABASE | NO_DB   | DESTINATION_REFUSED     | CREATE DATABASE IF NOT EXISTS \"NO_DB\"",
                "DESTINATION_SCHEMA   | NO_SC   | DESTINATION_REFUSED     | CREATE SCHEMA IF NOT EXISTS \"HUBSPOT\".\"NO_SC\"",
            })
    void whatDoesNotExistIsNamed(String setting, String value, String code, String mend) {
        assertRefused(Map.of("HUBFLOW_SNOWFLAKE_" + setting, value), code, mend);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROGRAMMATIC_ACCESS_TOKEN | ADD PROGRAMMATIC ACCESS TOKEN",
                "OAUTH                     | The OAuth token is invalid or has expired"
            })
    void anExpiredTokenIsRefused(String strategy, String mend) {
        assertRefused(
                Map.of(
                        "HUBFLOW_SNOWFLAKE_AUTHENTICATION_STRATEGY",
                        strategy,
                        "HUBFLOW_SNOWFLAKE_TOKEN",
                        "no-longer-valid"),
                "DESTINATION_REFUSED",
                mend);
    }

    @Test
    void aKeyOfSomebodyElseIsRefused() throws Exception {
        var key = pem("PRIVATE KEY", newKey());
        assertRefused(keyPair(key), "DESTINATION_REFUSED", "ALTER USER \"LOADER\" SET RSA_PUBLIC_KEY");
    }

    @Test
    void aKeyThatCannotBeReadIsAMatterOfConfiguration() throws Exception {
        var encrypted = encrypted(newKey(), "right-password");
        var wrong = keyPair(encrypted);
        wrong.put("HUBFLOW_SNOWFLAKE_PRIVATE_KEY_PASSWORD", "bad-password");
        assertMisconfigured(wrong, "cannot be opened with Snowflake Private Key Password");
        assertMisconfigured(keyPair(encrypted), "is encrypted; set Snowflake Private Key Password");
        assertMisconfigured(keyPair("no key"), "is not a PKCS#8 PEM key");
        var absent = keyPair("");
        absent.put("HUBFLOW_SNOWFLAKE_PRIVATE_KEY_FILE", "absent.p8");
        assertMisconfigured(absent, "cannot be read");
    }

    @ParameterizedTest
    @CsvSource({"DESTINATION_DATABASE", "DESTINATION_SCHEMA", "ROLE", "WAREHOUSE"})
    void aNameThatIsTooLongForSnowflakeIsAMatterOfConfiguration(String setting) {
        assertMisconfigured(Map.of("HUBFLOW_SNOWFLAKE_" + setting, "N".repeat(256)), "has 256 characters");
    }

    @Test
    void everyMissingSettingIsToldAtOnce() {
        var environment = new HashMap<String, String>();
        environment.put("HUBSPOT_ACCESS_TOKEN", hubSpot.token());
        var run = CommandLineRun.of(folder, environment, "sync", "--to", "snowflake");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "snowflake.account-identifier",
                        "snowflake.username",
                        "snowflake.role",
                        "snowflake.warehouse",
                        "snowflake.private-key-file",
                        "snowflake.destination-database",
                        "snowflake.destination-schema");
    }

    @ParameterizedTest
    @Tag("thorough")
    @CsvSource({
        "USAGE,WAREHOUSE,HUBFLOW_WH,\"HUBFLOW_WH\"",
        "USAGE,DATABASE,HUBSPOT,\"HUBSPOT\"",
        "USAGE,SCHEMA,HUBSPOT.*,\"HUBSPOT\".\"*\"",
        "CREATE TABLE,SCHEMA,HUBSPOT.*,\"HUBSPOT\".\"*\"",
        "CREATE STAGE,SCHEMA,HUBSPOT.*,\"HUBSPOT\".\"*\"",
        "CREATE VIEW,SCHEMA,HUBSPOT.*,\"HUBSPOT\".\"*\""
    })
    void aMissingGrantIsNamedByCheckAndSyncAndNothingIsLost(String right, String kind, String name, String quoted)
            throws Exception {
        var on = right + " ON " + kind + " " + name.replace("*", schema);
        var mend = "GRANT " + right + " ON " + kind + " " + quoted.replace("*", schema) + " TO ROLE \"HUBFLOW_LOADER\"";
        var raw = Map.of("HUBFLOW_SNOWFLAKE_LAYOUT", "raw");
        account.administer("REVOKE " + on + " FROM ROLE HUBFLOW_LOADER");
        try {
            for (var command : new String[] {"check", "sync"}) {
                var run = hubflow(raw, command, "--objects", TABLES);
                assertThat(run.code()).as(command + run.out() + run.err()).isEqualTo(4);
                assertThat(run.out() + run.err()).as(command).contains(mend);
            }
        } finally {
            account.administer("GRANT " + on + " TO ROLE HUBFLOW_LOADER");
        }
        assertEverythingArrives(raw);
    }

    @Test
    void aTableOfSomebodyElseIsNotTouchedAndTheOtherObjectsGoOn() throws Exception {
        account.administer("CREATE TABLE HUBSPOT." + schema + ".CONTACTS (EMAIL VARCHAR, AGE NUMBER)");
        account.administer("INSERT INTO HUBSPOT." + schema + ".CONTACTS SELECT 'a@b.example', 7");

        var unseen = hubflow("sync", "--objects", "contacts", "--include", "email");
        assertThat(unseen.code()).isEqualTo(4);
        assertThat(unseen.out() + unseen.err())
                .contains("if hubflow did not make that table: ALTER TABLE", "RENAME TO");
        account.administer("GRANT SELECT ON TABLE HUBSPOT." + schema + ".CONTACTS TO ROLE HUBFLOW_LOADER");

        var run = hubflow("sync", "--objects", TABLES, "--include", "subject,email");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out() + run.err()).contains("DESTINATION_FOREIGN_TABLE", "ALTER TABLE", "RENAME TO");
        assertThat(account.emulator().admin().rows("HUBSPOT", schema, "CONTACTS"))
                .hasSize(1);
        assertThat(account.emulator().admin().rows("HUBSPOT", schema, "TICKETS"))
                .hasSize(20);
        account.administer("ALTER TABLE HUBSPOT." + schema + ".CONTACTS RENAME TO HUBSPOT." + schema + ".THEIRS");
        assertEverythingArrives(Map.of());
    }

    @Test
    void aSpoolDirectoryThatIsNoneIsToldBeforeAnythingIsRead() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        assertRefused(
                Map.of("HUBFLOW_SNOWFLAKE_SPOOL_DIRECTORY", "file/spool"),
                "DESTINATION_READ_ONLY",
                "snowflake.spool-directory");
        assertEverythingArrives(Map.of());
    }

    @Test
    void aSpoolLimitSmallerThanABatchMakesCommitsSmallerAndStopsNothing() {
        assertEverythingArrives(Map.of("HUBFLOW_SNOWFLAKE_SPOOL_LIMIT", "1KB"));
    }

    private void assertEverythingArrives(Map<String, String> more) {
        assertThat(hubflow(more, "sync", "--objects", TABLES, "--include", "subject,email")
                        .code())
                .isZero();
        assertThat(account.emulator().admin().rows("HUBSPOT", schema, "CONTACTS"))
                .hasSize(30);
        assertThat(account.emulator().admin().rows("HUBSPOT", schema, "TICKETS"))
                .hasSize(20);
    }

    private void assertRefused(Map<String, String> wrong, String code, String mend) {
        for (var command : new String[] {"sync", "check", "state"}) {
            var run = command.equals("state")
                    ? hubflow(wrong, command)
                    : hubflow(wrong, command, "--objects", "tickets", "--include", "subject");
            var told = run.out() + run.err();
            var onlyWriting = command.equals("state") && code.equals("DESTINATION_READ_ONLY");
            if (onlyWriting || (command.equals("state") && wrong.containsKey("HUBFLOW_SNOWFLAKE_WAREHOUSE"))) {
                continue; // looking at an empty schema needs neither a spool directory nor a warehouse
            }
            assertThat(run.code()).as(command + ": " + told).isEqualTo(4);
            assertThat(told).as(command).contains(code, mend);
            wrong.values()
                    .forEach(value -> assertThat(told)
                            .as("a secret is told")
                            .doesNotContain(value.startsWith("no-") ? value : "loader-password"));
        }
    }

    private void assertMisconfigured(Map<String, String> wrong, String problem) {
        var run = hubflow(wrong, "sync", "--objects", "tickets");
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err())
                .contains(problem, "Nothing was read or written.")
                .doesNotContain("bad-password", "right-password", "MII");
    }

    private Map<String, String> keyPair(String pem) throws IOException {
        Files.writeString(folder.resolve("key.p8"), pem);
        var settings = new HashMap<String, String>();
        settings.put("HUBFLOW_SNOWFLAKE_AUTHENTICATION_STRATEGY", "KEY_PAIR");
        settings.put("HUBFLOW_SNOWFLAKE_PRIVATE_KEY_FILE", "key.p8");
        return settings;
    }

    private static byte[] newKey() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        Key key = generator.generateKeyPair().getPrivate();
        return key.getEncoded();
    }

    private static String encrypted(byte[] key, String password) throws GeneralSecurityException, IOException {
        var algorithm = "PBEWithHmacSHA256AndAES_256";
        var cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())));
        // As openssl writes it: PBES2, whose parameters name the ciphers.
        var parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        var info = new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key));
        return pem("ENCRYPTED PRIVATE KEY", info.getEncoded());
    }

    private static String pem(String kind, byte[] bytes) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }
}
