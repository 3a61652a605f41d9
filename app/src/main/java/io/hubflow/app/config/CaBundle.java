package io.hubflow.app.config;

import io.hubflow.app.config.ValueType.InvalidValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Certificates that are trusted besides the JDK's own, from a PEM file: those of a proxy that looks into TLS, say. */
final class CaBundle {
    /** Of a file that holds nothing secret, but must have a password to be one. */
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    private final KeyStore trusted;

    private CaBundle(KeyStore trusted) {
        this.trusted = trusted;
    }

    static CaBundle read(Path pem) throws InvalidValue {
        try (var in = Files.newInputStream(pem)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new InvalidValue("names the file " + pem + ", which holds no certificate");
            }
            return new CaBundle(withJdks(certificates));
        } catch (NoSuchFileException e) {
            throw new InvalidValue("names the file " + pem + ", which does not exist");
        } catch (IOException e) {
            throw new InvalidValue("names the file " + pem + ", which cannot be read");
        } catch (CertificateException e) {
            throw new InvalidValue(
                    "names the file " + pem + ", which is no bundle of PEM certificates (-----BEGIN CERTIFICATE-----)");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has a key store", e);
        }
    }

    private static KeyStore withJdks(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, STORE_PASSWORD);
        var number = 0;
        for (var certificate : certificates) {
            store.setCertificateEntry("given-" + number++, certificate);
        }
        for (var certificate : jdks()) {
            store.setCertificateEntry("jdk-" + number++, certificate);
        }
        return store;
    }

    private static X509Certificate[] jdks() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .toArray(X509Certificate[]::new);
    }

    SSLContext sslContext() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /** The Snowflake driver takes no TLS context, only what the whole JVM trusts. */
    void trustInWholeJvm() {
        try {
            var file = Files.createTempFile("hubflow-trusted-", ".p12");
            file.toFile().deleteOnExit();
            try (var out = Files.newOutputStream(file)) {
                trusted.store(out, STORE_PASSWORD);
            }
            System.setProperty("javax.net.ssl.trustStore", file.toString());
            System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
            System.setProperty("javax.net.ssl.trustStorePassword", new String(STORE_PASSWORD));
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary file for the trusted certificates", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key store that was just made can be written", e);
        }
    }
}
