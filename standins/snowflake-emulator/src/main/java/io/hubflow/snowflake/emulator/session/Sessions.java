package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Rights;
import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sessions and their tokens. A session token is short-lived and renewed with the master token. Thread-safe. */
public final class Sessions implements AutoCloseable {
    private static final Duration TOKEN_VALIDITY = Duration.ofHours(1);
    private static final Duration MASTER_VALIDITY = Duration.ofHours(4);

    private final World world;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong(1_172_562_260_000L);

    public Sessions(World world) {
        this.world = world;
    }

    private record Token(Session session, boolean master, Instant expires) {}

    /** A session with the tokens of its login or renewal. */
    public record Opened(
            Session session, String token, String masterToken, Duration tokenValidity, Duration masterValidity) {}

    /** Where a login asks to be; anything that the role may not use is left out, as Snowflake does. */
    public record Place(
            @Nullable String database,
            @Nullable String schema,
            @Nullable String warehouse) {}

    public Opened open(User user, String role, Place place, Map<String, String> parameters) {
        var session = new Session(ids.incrementAndGet(), user.name(), role, user.defaultSecondaryRoles(), world);
        world.account().parameters().forEach(session.parameters()::set);
        parameters.forEach(session.parameters()::setAtLogin);
        world.openSessions().add(session);
        Rights rights = session.rights();
        Optional.ofNullable(place.database())
                .map(name -> world.account().databases().get(name))
                .filter(rights::uses)
                .ifPresent(database -> {
                    String wanted = place.schema() == null ? "PUBLIC" : place.schema();
                    boolean usable = world.account()
                            .schema(database.name(), wanted)
                            .filter(rights::uses)
                            .isPresent();
                    session.useDatabase(database.name(), usable ? wanted : null);
                });
        Optional.ofNullable(place.warehouse())
                .flatMap(world.account()::warehouse)
                .filter(rights::uses)
                .ifPresent(warehouse -> session.useWarehouse(warehouse.name()));
        return issue(session);
    }

    private Opened issue(Session session) {
        Instant now = world.clock().instant();
        String token = "ver:1-hint:" + session.id() + "-" + UUID.randomUUID();
        String master = "ver:1-master:" + session.id() + "-" + UUID.randomUUID();
        tokens.put(token, new Token(session, false, now.plus(TOKEN_VALIDITY)));
        tokens.put(master, new Token(session, true, now.plus(MASTER_VALIDITY)));
        return new Opened(session, token, master, TOKEN_VALIDITY, MASTER_VALIDITY);
    }

    /**
     * The session of a session token.
     *
     * @throws SnowflakeError 390112 for an expired token, 390111 for one that nobody has
     */
    public Session require(String token) {
        Token found = tokens.get(token);
        if (found == null || found.master()) {
            throw gone();
        }
        if (!world.clock().instant().isBefore(found.expires())) {
            throw new SnowflakeError(390_112, "08001", "Your session has expired. Please login again.");
        }
        return found.session();
    }

    /** New tokens for a master token. */
    public Opened renew(String masterToken) {
        Token found = tokens.get(masterToken);
        if (found == null || !found.master()) {
            throw gone();
        }
        if (!world.clock().instant().isBefore(found.expires())) {
            throw new SnowflakeError(
                    390_114, "08001", "Authentication token has expired. The user must authenticate again.");
        }
        tokens.values().removeIf(t -> t.session() == found.session());
        return issue(found.session());
    }

    private static SnowflakeError gone() {
        return new SnowflakeError(
                390_111, "08001", "Session no longer exists. New login required to access the service.");
    }

    /** From now on the session's token is expired; its master token is not. */
    public void expireToken(Session session) {
        tokens.replaceAll((token, info) ->
                info.session() == session && !info.master() ? new Token(session, false, Instant.EPOCH) : info);
    }

    /** Ends the session: its transaction is rolled back. */
    public void end(Session session) {
        if (tokens.values().removeIf(t -> t.session() == session)) {
            world.openSessions().remove(session);
            session.end();
        }
    }

    public List<Session> all() {
        return tokens.values().stream().map(Token::session).distinct().toList();
    }

    @Override
    public void close() {
        all().forEach(this::end);
    }
}
