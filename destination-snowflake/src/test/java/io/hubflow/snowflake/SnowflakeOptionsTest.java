package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnowflakeOptionsTest {
    private static byte[] key;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeAKey() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair().getPrivate().getEncoded();
    }

    @Test
    void readsAPlainKey() {
        var options = good();
        var read = SnowflakeOptions.read(options, folder);
        assertThat(read.problems()).isEmpty();
        var settings = read.settings();
        assertThat(settings.url()).isEqualTo("https://my-org-acme-eu.snowflakecomputing.com");
        assertThat(settings.authentication()).isInstanceOf(Authentication.KeyPair.class);
        assertThat(settings.flushInterval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.toString()).doesNotContain("PRIVATE KEY").contains("KEY_PAIR");
    }

    @Test
    void opensAnEncryptedKeyAndSaysWhenThePasswordIsWrong() throws Exception {
        var options = good();
        options.put(SnowflakeOption.PRIVATE_KEY, encrypted("secret"));
        assertThat(SnowflakeOptions.read(options, folder).problems())
                .singleElement()
                .asString()
                .contains("snowflake.private-key", "is encrypted");
        options.put(SnowflakeOption.PRIVATE_KEY_PASSWORD, "wrong");
        assertThat(SnowflakeOptions.read(options, folder).problems())
                .singleElement()
                .asString()
                .contains("cannot be opened")
                .doesNotContain("wrong");
        options.put(SnowflakeOption.PRIVATE_KEY_PASSWORD, "secret");
        assertThat(SnowflakeOptions.read(options, folder).problems()).isEmpty();
    }

    @Test
    void readsAKeyFile() throws Exception {
        var options = good();
        var file = folder.resolve("key.p8");
        Files.writeString(file, String.valueOf(options.remove(SnowflakeOption.PRIVATE_KEY)));
        options.put(SnowflakeOption.PRIVATE_KEY_FILE, file.toString());
        assertThat(SnowflakeOptions.read(options, folder).problems()).isEmpty();
        options.put(SnowflakeOption.PRIVATE_KEY_FILE, folder.resolve("none").toString());
        assertThat(SnowflakeOptions.read(options, folder).problems())
                .singleElement()
                .asString()
                .contains("cannot be read");
    }

    @Test
    void reportsEveryProblemAtOnce() {
        var options = new EnumMap<SnowflakeOption, String>(SnowflakeOption.class);
        options.put(SnowflakeOption.ACCOUNT_IDENTIFIER, "https://acme.snowflakecomputing.com");
        options.put(SnowflakeOption.AUTHENTICATION_STRATEGY, "PASSWORD");
        options.put(SnowflakeOption.PASSWORD, "hunter2");
        options.put(SnowflakeOption.ROLE, "R".repeat(256));
        options.put(SnowflakeOption.LAYOUT, "tall");
        options.put(SnowflakeOption.FLUSH_INTERVAL, "often");
        options.put(SnowflakeOption.SPOOL_LIMIT, "plenty");
        options.put(SnowflakeOption.URL, "http://example.com");
        var read = SnowflakeOptions.read(options, folder);
        assertThat(read.problems())
                .anySatisfy(p -> assertThat(p.toString()).contains("account-identifier", "write the identifier alone"))
                .anySatisfy(p -> assertThat(p.toString()).contains("emulators"))
                .anySatisfy(p -> assertThat(p.toString()).contains("snowflake.role", "256 characters"))
                .anySatisfy(p -> assertThat(p.toString()).contains("snowflake.username", "is missing"))
                .anySatisfy(p -> assertThat(p.toString()).contains("neither columns nor raw"))
                .anySatisfy(p -> assertThat(p.toString()).contains("flush-interval"))
                .anySatisfy(p -> assertThat(p.toString()).contains("spool-limit"))
                .anySatisfy(p -> assertThat(p.toString()).contains("not encrypted"))
                .noneSatisfy(p -> assertThat(p.toString()).contains("hunter2"));
        assertThatThrownBy(read::settings).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void takesAPasswordForAnEmulator() {
        var options = new EnumMap<>(names());
        options.put(SnowflakeOption.AUTHENTICATION_STRATEGY, "PASSWORD");
        options.put(SnowflakeOption.PASSWORD, "hunter2");
        options.put(SnowflakeOption.URL, "http://127.0.0.1:8080");
        var read = SnowflakeOptions.read(options, folder);
        assertThat(read.problems()).isEmpty();
        assertThat(read.settings().toString()).doesNotContain("hunter2");
    }

    private static EnumMap<SnowflakeOption, String> names() {
        return new EnumMap<>(Map.of(
                SnowflakeOption.ACCOUNT_IDENTIFIER, "MY_ORG-ACME_EU",
                SnowflakeOption.USERNAME, "LOADER",
                SnowflakeOption.ROLE, "HUBFLOW",
                SnowflakeOption.WAREHOUSE, "WH",
                SnowflakeOption.DATABASE, "DB",
                SnowflakeOption.SCHEMA, "\"my \"\"schema\"\"\""));
    }

    private static EnumMap<SnowflakeOption, String> good() {
        var options = names();
        options.put(SnowflakeOption.PRIVATE_KEY, pem("PRIVATE KEY", key));
        return options;
    }

    private static String encrypted(String password) throws Exception {
        var algorithm = "PBEWithHmacSHA256AndAES_256";
        var secret = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray()));
        var cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, secret, new SecureRandom());
        var parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        var info = new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key));
        return pem("ENCRYPTED PRIVATE KEY", info.getEncoded());
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + "-----\n";
    }
}
