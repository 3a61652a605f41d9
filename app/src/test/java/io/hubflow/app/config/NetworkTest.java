package io.hubflow.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.hubspot.NetworkRoute;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies and certificates: from settings, and from the variables that every program knows. */
class NetworkTest {
    /** A certificate of nobody's; its key was thrown away. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBljCCAT2gAwIBAgIUYwUIuyNX2INuDxJKErJBYMC4jzQwCgYIKoZIzj0EAwIw
            ITEfMB0GA1UEAwwWaHViZmxvdyB0ZXN0IGF1dGhvcml0eTAeFw0yNjExMjgwNTMy
            MjZaFw0zNjExMjUwNTMyMjZaMCExHzAdBgNVBAMMFmh1YmZsb3cgdGVzdCBhdXRo
            b3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASpQu+x1/Vu475swnTkb6cQ
            6rRybS4EkzapUkH/dn/z/950VB560wEh6FCwV9OwZf266jWTyFk/8/snUiNCRtXD
            o1MwUTAdBgNVHQ4EFgQUTr7AEtTWkVapWfRPX88Dd5+U/MMwHwYDVR0jBBgwFoAU
            Tr7AEtTWkVapWfRPX88Dd5+U/MMwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD
            AgNHADBEAiAi92E7SIoB88VdVGUQhU9O2zZmvDi5MtF5PoNkR0QlOQIgOu/wGHOw
            ZR4V7NOsnM9uwfHbLM2cwghrb7VU/vyWcYY=
            -----END CERTIFICATE-----
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, http://proxy.example:3128, https://api.hubapi.com, proxy.example:3128",
        "https_proxy, proxy.example:3128, https://api.hubapi.com, proxy.example:3128",
        "https_proxy, http://proxy.example/, https://api.hubapi.com, proxy.example:80",
        "HTTP_PROXY, http://proxy.example:3128, https://api.hubapi.com, none",
        "HTTP_PROXY, http://proxy.example:3128, http://portal.example, proxy.example:3128",
        "http_proxy, http://proxy.example:3128, http://portal.example, proxy.example:3128",
        "HTTPS_PROXY, http://proxy.example:3128, https://127.0.0.1:8080, none",
        "HTTPS_PROXY, '', https://api.hubapi.com, none",
        "HUBFLOW_NETWORK_PROXY, http://proxy.example:3128, http://127.0.0.1:8080, proxy.example:3128",
    })
    void aProxyIsUsedForTheTargetsThatItIsFor(String variable, String value, URI target, String expected) {
        assertThat(proxy(Map.of(variable, value), target)
                        .map(p -> p.host() + ":" + p.port())
                        .orElse("none"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hubapi.com | true",
                ".hubapi.com | true",
                "*.hubapi.com | true",
                "API.HUBAPI.COM | true",
                "other.example, api.hubapi.com:443 | true",
                "api.hubapi.com:8443 | false",
                "* | true",
                "pi.hubapi.com | false",
                "hubapi.com.example | false",
                "'' | false",
            })
    void noProxyListsHostsThatAreReachedDirectly(String hosts, boolean direct) {
        for (var name : List.of("NO_PROXY", "no_proxy")) {
            var environment = Map.of("HTTPS_PROXY", "http://proxy.example:3128", name, hosts);

            assertThat(proxy(environment, URI.create("https://api.hubapi.com")).isEmpty())
                    .as(name)
                    .isEqualTo(direct);
        }
    }

    @Test
    void theLowerCaseVariableAndTheSettingAreStronger() {
        var environment = new HashMap<>(Map.of("HTTPS_PROXY", "http://upper:1", "https_proxy", "http://lower:2"));
        var target = URI.create("https://api.hubapi.com");
        assertThat(proxy(environment, target))
                .get()
                .extracting(NetworkRoute.HttpProxy::host)
                .isEqualTo("lower");

        environment.put("HUBFLOW_NETWORK_PROXY", "http://setting:3");
        environment.put("HUBFLOW_NETWORK_PROXY_USER", "me");
        environment.put("HUBFLOW_NETWORK_PROXY_PASSWORD", "secret-of-mine");
        assertThat(proxy(environment, target))
                .contains(new NetworkRoute.HttpProxy(
                        "setting", 3, Optional.of(new NetworkRoute.Login("me", "secret-of-mine"))));

        environment.put("HUBFLOW_NETWORK_NO_PROXY", "hubapi.com");
        assertThat(proxy(environment, target)).isEmpty();
    }

    @Test
    void theLoginOfAVariableIsDecodedAndHidden() {
        var environment = Map.of("HTTPS_PROXY", "http://user%40corp:p%2Fw+rd99@proxy.example:3128");
        var sources = sources(environment);

        var route = Configuration.load(sources, Configuration.Need.HUBSPOT_TOKEN)
                .hubSpotSettings()
                .route();

        assertThat(route.proxy().flatMap(NetworkRoute.HttpProxy::login))
                .contains(new NetworkRoute.Login("user@corp", "p/w+rd99"));
        assertThat(sources.redactor().hide("407 for p/w+rd99")).isEqualTo("407 for [hidden]");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, socks5://user:my-secret-9@proxy:1080, SOCKS",
        "HTTPS_PROXY, http://user:my secret-9@proxy, must be the URL of a proxy",
        "HUBFLOW_NETWORK_PROXY, http://user:my-secret-9@proxy:1, give it as proxy-user and proxy-password",
        "HUBFLOW_NETWORK_CA_CERTIFICATES, absent.pem, does not exist",
    })
    void whatIsWrongIsSaidWithoutTheSecret(String variable, String value, String words) {
        var failure = catchThrowableOfType(
                ConfigurationException.class,
                () -> Configuration.load(sources(Map.of(variable, value)), Configuration.Need.HUBSPOT_TOKEN));

        assertThat(failure).hasMessageContaining(words);
        assertThat(failure.getMessage()).doesNotContain("secret-9");
    }

    @Test
    void certificatesOfABundleAreTrustedBesideTheJdks() throws Exception {
        var pem = Files.writeString(folder.resolve("ca.pem"), "# our proxy\n" + CERTIFICATE + CERTIFICATE);
        var configuration = Configuration.load(
                sources(Map.of("HUBFLOW_NETWORK_CA_CERTIFICATES", pem.toString())), Configuration.Need.HUBSPOT_TOKEN);

        assertThat(configuration.hubSpotSettings().route().sslContext()).isPresent();
        assertThat(Configuration.load(sources(Map.of()), Configuration.Need.HUBSPOT_TOKEN)
                        .hubSpotSettings()
                        .route()
                        .sslContext())
                .isEmpty();
    }

    @Test
    void aFileThatHoldsNoCertificateIsSaidSo() throws IOException {
        Files.writeString(folder.resolve("ca.pem"), "not a certificate");

        var failure = catchThrowableOfType(
                ConfigurationException.class,
                () -> Configuration.load(
                        sources(Map.of("HUBFLOW_NETWORK_CA_CERTIFICATES", "ca.pem")),
                        Configuration.Need.HUBSPOT_TOKEN));

        assertThat(failure).hasMessageContaining("ca.pem");
    }

    @Test
    void theSnowflakeDriverGetsTheProxyToo() {
        var environment = new HashMap<>(Map.of(
                "HTTPS_PROXY", "http://me:pass-word-1@proxy.example:3128",
                "NO_PROXY", "internal.example",
                "HUBFLOW_DESTINATION", "snowflake",
                "HUBFLOW_SNOWFLAKE_ACCOUNT_IDENTIFIER", "MYORG-MYACCOUNT",
                "HUBFLOW_SNOWFLAKE_AUTHENTICATION_STRATEGY", "PROGRAMMATIC_ACCESS_TOKEN",
                "HUBFLOW_SNOWFLAKE_TOKEN", "a-token-of-snowflake",
                "HUBFLOW_SNOWFLAKE_USERNAME", "LOADER",
                "HUBFLOW_SNOWFLAKE_ROLE", "LOADER",
                "HUBFLOW_SNOWFLAKE_WAREHOUSE", "WH",
                "HUBFLOW_SNOWFLAKE_DESTINATION_DATABASE", "DB"));
        environment.put("HUBFLOW_SNOWFLAKE_DESTINATION_SCHEMA", "SC");

        assertThat(Configuration.load(sources(environment), Configuration.Need.NOTHING)
                        .snowflakeNetwork())
                .containsEntry("useProxy", "true")
                .containsEntry("proxyHost", "proxy.example")
                .containsEntry("proxyPort", "3128")
                .containsEntry("proxyUser", "me")
                .containsEntry("proxyPassword", "pass-word-1")
                .containsEntry("nonProxyHosts", "internal.example|*.internal.example");
    }

    private Optional<NetworkRoute.HttpProxy> proxy(Map<String, String> environment, URI target) {
        var all = new HashMap<>(environment);
        all.put("HUBFLOW_HUBSPOT_BASE_URL", target.toString());
        return Configuration.load(sources(all), Configuration.Need.HUBSPOT_TOKEN)
                .hubSpotSettings()
                .route()
                .proxy();
    }

    private Sources sources(Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.put("HUBSPOT_ACCESS_TOKEN", "some-token");
        return new Sources(all, folder, InstantSource.system());
    }
}
