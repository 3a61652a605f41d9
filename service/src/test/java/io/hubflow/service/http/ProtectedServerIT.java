package io.hubflow.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service with a password and a token. */
class ProtectedServerIT {
    private static final String PASSWORD = "correct horse battery";
    private static final String TOKEN = "token-of-a-program-1";
    private static String passwordHash;
    private static String tokenHash;

    private RunningServer running;

    @BeforeAll
    static void hash() {
        passwordHash = quickHash(PASSWORD);
        tokenHash = quickHash(TOKEN);
    }

    /** A hash of the smallest size, so that the many sign-ins of these tests take no time. */
    private static String quickHash(String secret) {
        var small = Argon2Function.getInstance(64, 1, 1, 32, Argon2.ID);
        return Password.hash(secret).addRandomSalt(16).with(small).getResult();
    }

    @BeforeEach
    void start() {
        running = new RunningServer(
                new HttpSettings("127.0.0.1", 0, Set.of(), Optional.of(passwordHash), Optional.of(tokenHash)));
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void hashesAreSaltedArgon2AndSayNothingOfThePassword() {
        var hash = Passwords.hash(PASSWORD);

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("correct");
        assertThat(Passwords.hash(PASSWORD)).isNotEqualTo(hash);
        assertThat(Passwords.matches(PASSWORD, hash)).isTrue();
        assertThat(Passwords.isHash(hash)).isTrue();
        assertThat(Passwords.isHash(PASSWORD)).isFalse();
    }

    @Test
    void strangersSeeNothingButWhetherTheServiceLives() {
        assertThat(running.get("/").statusCode()).isEqualTo(303);
        for (var path : new String[] {"/api/v1/status", "/metrics", "/events"}) {
            assertThat(running.get(path).statusCode()).as(path).isEqualTo(401);
            assertThat(running.get(path).body()).doesNotContain("contacts");
        }
        assertThat(running.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(running.get("/sign-in").body()).doesNotContain("contacts");
    }

    @Test
    void thePasswordOpensASessionWhoseCookieNoScriptAndNoOtherSiteSees() {
        var answer = signIn(PASSWORD);
        var cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
        var page = running.send(running.request("/").header("Cookie", pair(cookie)));
        assertThat(page.body()).contains("12,345", "Sign out");
        assertThat(running.send(running.request("/").header("Cookie", "hubflow_session=guess"))
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void aFormOfThePageWorksOnlyWithItsOwnToken() {
        var cookie = pair(signIn(PASSWORD).headers().firstValue("Set-Cookie").orElseThrow());
        var page = running.send(running.request("/").header("Cookie", cookie)).body();
        var token = Pattern.compile("name=\"form_token\" value=\"([0-9a-f]+)\"").matcher(page);
        assertThat(token.find()).isTrue();

        assertThat(act(cookie, "pause", token.group(1))).isEqualTo(303);
        assertThat(running.service.find("main").orElseThrow().status().paused()).isTrue();
        assertThat(act(cookie, "resume", "0".repeat(64))).isEqualTo(403);
        assertThat(running.service.find("main").orElseThrow().status().paused()).isTrue();
        assertThat(act(cookie, "sign-out", token.group(1))).isEqualTo(303);
        assertThat(running.send(running.request("/").header("Cookie", cookie)).statusCode())
                .isEqualTo(303);
    }

    private int act(String cookie, String action, String token) {
        var body = HttpRequest.BodyPublishers.ofString("portal=main&form_token=" + token);
        return running.send(running.request("/actions/" + action)
                        .header("Cookie", cookie)
                        .POST(body))
                .statusCode();
    }

    @Test
    void programsSendTheirToken() {
        assertThat(withToken(TOKEN)).isEqualTo(200);
        assertThat(withToken(TOKEN)).isEqualTo(200);
        assertThat(withToken("another")).isEqualTo(401);
    }

    @Test
    void guessingIsStoppedAfterAFewTries() {
        for (var i = 0; i < SignIn.FAILURES_PER_ADDRESS; i++) {
            assertThat(signIn("wrong " + i).statusCode()).isEqualTo(401);
        }

        var answer = signIn(PASSWORD);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("60");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(withToken("guess")).isEqualTo(429);
    }

    private int withToken(String token) {
        return running.send(running.request("/api/v1/status").header("Authorization", "Bearer " + token))
                .statusCode();
    }

    private HttpResponse<String> signIn(String password) {
        var body = HttpRequest.BodyPublishers.ofString("password=" + password.replace(' ', '+'));
        return running.send(running.request("/sign-in").POST(body));
    }

    private static String pair(String cookie) {
        return cookie.substring(0, cookie.indexOf(';'));
    }
}
