package io.hubflow.service.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Lets people in by a password and programs by a token. Sessions live in memory: a restart signs everybody out. Thread-safe.
 */
final class SignIn {
    /** A session that is not used for this long ends. */
    static final Duration SESSION = Duration.ofHours(12);

    /** Failures allowed to one address, and to all together, within {@link #FAILURE_WINDOW}. */
    static final int FAILURES_PER_ADDRESS = 5;

    static final int FAILURES_IN_ALL = 30;
    static final Duration FAILURE_WINDOW = Duration.ofMinutes(1);

    private static final int MOST_SESSIONS = 1_000;
    private static final int MOST_ADDRESSES = 1_000;
    private static final int ID_BYTES = 32;

    private final HttpSettings settings;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final byte[] key = bytes();
    private final Map<String, Instant> sessions = new LinkedHashMap<>();
    private final Map<String, Failures> failures = new LinkedHashMap<>();
    private Failures all = new Failures(Instant.EPOCH, 0);
    private byte @Nullable [] knownToken;

    private record Failures(Instant since, int count) {
        Failures another(Instant now) {
            return since.plus(FAILURE_WINDOW).isBefore(now) ? new Failures(now, 1) : new Failures(since, count + 1);
        }

        boolean tooMany(int most, Instant now) {
            return count >= most && !since.plus(FAILURE_WINDOW).isBefore(now);
        }
    }

    SignIn(HttpSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    sealed interface Outcome {
        record Admitted(String session) implements Outcome {}

        record Refused() implements Outcome {}

        record TooManyFailures(Duration pause) implements Outcome {}
    }

    /** @param address who asks */
    Outcome signIn(String password, String address) {
        if (isThrottled(address)) {
            return new Outcome.TooManyFailures(FAILURE_WINDOW);
        }
        var hash = settings.passwordHash();
        if (hash.isEmpty() || !Passwords.matches(password, hash.get())) {
            failed(address);
            return new Outcome.Refused();
        }
        return new Outcome.Admitted(newSession());
    }

    /** Whether a program's token is right. Argon2 judges it once; later calls compare a digest. */
    boolean isToken(String token, String address) {
        var hash = settings.tokenHash();
        if (hash.isEmpty() || isThrottled(address)) {
            return false;
        }
        var digest = sign(token);
        synchronized (this) {
            if (knownToken != null && MessageDigest.isEqual(knownToken, digest)) {
                return true;
            }
        }
        if (!Passwords.matches(token, hash.get())) {
            failed(address);
            return false;
        }
        synchronized (this) {
            knownToken = digest;
        }
        return true;
    }

    synchronized boolean isThrottled(String address) {
        var now = clock.instant();
        var own = failures.get(address);
        return all.tooMany(FAILURES_IN_ALL, now) || (own != null && own.tooMany(FAILURES_PER_ADDRESS, now));
    }

    private synchronized void failed(String address) {
        var now = clock.instant();
        all = all.another(now);
        failures.put(
                address, failures.getOrDefault(address, new Failures(now, 0)).another(now));
        evictOldest(failures, MOST_ADDRESSES);
    }

    private synchronized String newSession() {
        var id = HexFormat.of().formatHex(bytes());
        sessions.put(stored(id), clock.instant().plus(SESSION));
        evictOldest(sessions, MOST_SESSIONS);
        return id;
    }

    synchronized boolean isSession(Optional<String> id) {
        if (id.isEmpty()) {
            return false;
        }
        var stored = stored(id.get());
        var until = sessions.get(stored);
        if (until == null || until.isBefore(clock.instant())) {
            sessions.remove(stored);
            return false;
        }
        sessions.put(stored, clock.instant().plus(SESSION));
        return true;
    }

    synchronized void signOut(String id) {
        sessions.remove(stored(id));
    }

    /** What a form must bring along to change anything. @param session absent where no password is set */
    String formToken(Optional<String> session) {
        return HexFormat.of().formatHex(sign("form " + session.orElse("")));
    }

    boolean isFormToken(String token, Optional<String> session) {
        return MessageDigest.isEqual(
                formToken(session).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.UTF_8));
    }

    /** Under a key of this process: looking a session up takes no time that depends on how much of its id is right. */
    private String stored(String id) {
        return HexFormat.of().formatHex(sign("session " + id));
    }

    private byte[] sign(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private byte[] bytes() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void evictOldest(Map<String, ?> map, int most) {
        if (map.size() > most) {
            map.remove(map.keySet().iterator().next());
        }
    }
}
