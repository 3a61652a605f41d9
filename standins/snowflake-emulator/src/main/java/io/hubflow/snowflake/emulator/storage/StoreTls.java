package io.hubflow.snowflake.emulator.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of the store's own, made by the JDK's keytool. It holds for {@code localhost} and for storage accounts of Azure; the driver
 * accepts it when {@code javax.net.ssl.trustStore} is {@link #trustStore()}.
 */
final class StoreTls {
    private static final String PASSWORD = "changeit";
    private static final int KEYTOOL_SECONDS = 600;

    private static @Nullable StoreTls shared;

    private final Path keyStore;
    private final Path trustStore;
    private @Nullable SSLContext context;

    private StoreTls(Path keyStore, Path trustStore) {
        this.keyStore = keyStore;
        this.trustStore = trustStore;
    }

    /**
     * One for the JVM: a Java client reads its trust store once, so that a second certificate would be refused.
     */
    static synchronized StoreTls shared() throws IOException {
        if (shared == null) {
            Path directory = Files.createTempDirectory("snowflake-emulator-tls-");
            directory.toFile().deleteOnExit();
            shared = create(directory);
            shared.keyStore.toFile().deleteOnExit();
            shared.trustStore.toFile().deleteOnExit();
        }
        return shared;
    }

    private static StoreTls create(Path directory) throws IOException {
        var tls = new StoreTls(directory.resolve("store.p12"), directory.resolve("trust.jks"));
        tls.generate();
        try {
            tls.writeTrustStore();
        } catch (GeneralSecurityException e) {
            throw new IOException("The emulator's certificate could not be written", e);
        }
        return tls;
    }

    private void generate() throws IOException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var process = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "store",
                        "-keyalg",
                        "EC",
                        "-validity",
                        "30",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1,dns:*.blob.core.windows.net",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keyStore.toString()))
                .redirectErrorStream(true)
                .start();
        try (InputStream said = process.getInputStream()) {
            String text = new String(said.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool made no certificate: " + text);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while keytool made a certificate", e);
        }
    }

    private void writeTrustStore() throws IOException, GeneralSecurityException {
        // A JKS file gives its certificates without a password, a PKCS12 file does not.
        KeyStore trusted = KeyStore.getInstance("JKS");
        trusted.load(null, null);
        trusted.setCertificateEntry("store", keys().getCertificate("store"));
        try (var out = Files.newOutputStream(trustStore)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(keyStore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** A trust store with the store's certificate alone; it needs no password. */
    Path trustStore() {
        return trustStore;
    }

    /** Made once: opening the key store takes a tenth of a second. */
    synchronized SSLContext context() throws IOException {
        if (context == null) {
            context = newContext();
        }
        return context;
    }

    private SSLContext newContext() throws IOException {
        try {
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys(), PASSWORD.toCharArray());
            var made = SSLContext.getInstance("TLS");
            made.init(managers.getKeyManagers(), null, null);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("The emulator's certificate could not be used", e);
        }
    }
}
