package io.hubflow.hubspot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.quota.QuotaSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.hubapi.com",
                "https://api.hubapi.com/",
                "https://hubspot.example:8443",
                "http://localhost:8080",
                "http://127.0.0.1:1",
                "http://[::1]:9"
            })
    void takesAddressesThatKeepTheTokenSafe(String url) {
        assertThatCode(() -> HubSpotClient.open(settings(url, Clients.TOKEN)).close())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "http://api.hubapi.com, send the token in clear",
        "http://127.evil.example, send the token in clear",
        "http://localhost.evil.example, send the token in clear",
        "ftp://api.hubapi.com, not of the form https://host",
        "api.hubapi.com, not of the form https://host",
        "https:///crm, not of the form https://host",
        "https://api.hubapi.com/crm/v3, has a path",
        "https://api.hubapi.com?x=1, has a path",
        "https://user:pw@api.hubapi.com, user name"
    })
    void refusesOtherAddresses(String url, String words) {
        assertThat(problems(settings(url, Clients.TOKEN))).contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "'', the access token is empty",
        "' ', the access token is empty",
        "'pat-na1-12 34', a space or line break at place 11 of 13",
        "'pat-na1-1234\n', a space or line break at place 13 of 13",
        "'pät-na1', a character that no token has at place 2 of 7"
    })
    void refusesTokensThatCannotBeSent(String token, String words) {
        assertThat(problems(settings("https://api.hubapi.com", token)))
                .contains(words)
                .doesNotContain("1234");
    }

    @Test
    void reportsEveryProblemAtOnce() {
        var settings = new HubSpotSettings(
                URI.create("http://u@far.example/x"),
                ApiDialect.V2026_09,
                new AccessTokens.OAuthRefresh("", "a b", "", Duration.ofSeconds(-1)),
                QuotaSettings.DEFAULT,
                Duration.ZERO,
                Duration.ofSeconds(1),
                0,
                10);

        assertThat(problems(settings))
                .contains("has a path")
                .contains("user name")
                .contains("in clear")
                .contains("client id is empty")
                .contains("client secret holds a space")
                .contains("refresh token is empty")
                .contains("renew")
                .contains("timeout")
                .contains("tries")
                .contains("longest URL");
    }

    @Test
    void sendsNoTokenInClearToAProxyElsewhere() {
        var proxy = new NetworkRoute.HttpProxy("proxy.example", 0, Optional.empty());
        var settings = new HubSpotSettings(
                URI.create("http://127.0.0.1:8080"),
                ApiDialect.V2026_09,
                new AccessTokens.Static("pat-na1-1"),
                QuotaSettings.DEFAULT,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1,
                8_000,
                new NetworkRoute(Optional.of(proxy), Optional.empty()));

        assertThat(problems(settings)).contains("see the token in clear").contains("a port between 1 and 65535");
    }

    private static HubSpotSettings settings(String url, String token) {
        return HubSpotSettings.of(URI.create(url), new AccessTokens.Static(token));
    }

    private static String problems(HubSpotSettings settings) {
        var message = new String[] {""};
        assertThatThrownBy(() -> HubSpotClient.open(settings))
                .isInstanceOfSatisfying(ConnectorException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
                    message[0] = failure.getMessage();
                });
        return message[0];
    }
}
