package io.hubflow.snowflake.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.fault.Fault;
import io.hubflow.snowflake.emulator.fault.FaultPlan;
import io.hubflow.snowflake.emulator.session.Outcome;
import io.hubflow.snowflake.emulator.session.QueryService;
import io.hubflow.snowflake.emulator.session.Session;
import io.hubflow.snowflake.emulator.session.Sessions;
import io.hubflow.snowflake.emulator.session.StatementKind;
import io.hubflow.snowflake.emulator.session.Submission;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.StatementParser;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints that the driver calls. Thread-safe. */
public final class SnowflakeHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SnowflakeHandler.class);
    private static final Set<Fault.Kind> BEFORE = EnumSet.of(
            Fault.Kind.UNAVAILABLE,
            Fault.Kind.CUT_BEFORE,
            Fault.Kind.TOKEN_EXPIRED,
            Fault.Kind.SESSION_GONE,
            Fault.Kind.LOGIN_REFUSED);

    private final Account account;
    private final Sessions sessions;
    private final QueryService queries;
    private final FaultPlan faults;
    private final Logins logins;
    private final Duration longQuery;

    /** @param longQuery after so long a query is answered with "in progress" and a URL to ask again */
    public SnowflakeHandler(
            Account account,
            Sessions sessions,
            QueryService queries,
            FaultPlan faults,
            InstantSource clock,
            Duration longQuery) {
        this.account = account;
        this.sessions = sessions;
        this.queries = queries;
        this.faults = faults;
        this.logins = new Logins(account, clock);
        this.longQuery = longQuery;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            ObjectNode reply;
            try {
                reply = answer(exchange);
            } catch (SnowflakeError e) {
                reply = Replies.refused(e);
            }
            if (reply != null) {
                Json.write(exchange, 200, reply);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("The emulator failed on {}", exchange.getRequestURI().getPath(), e);
            throw e;
        }
    }

    /** The reply, or null when the connection is to be closed, or was answered, because of a fault. */
    private @Nullable ObjectNode answer(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> parameters = Parameters.of(exchange.getRequestURI().getRawQuery());
        if (path.equals("/session/v1/login-request")) {
            return login(exchange, parameters);
        }
        if (path.equals("/queries/v1/query-request")) {
            return query(exchange, parameters);
        }
        if (path.startsWith("/queries/") && path.endsWith("/result")) {
            return result(exchange, path.substring("/queries/".length(), path.length() - "/result".length()));
        }
        if (path.startsWith(ResultChunks.PATH)) {
            sendChunk(exchange, path.substring(ResultChunks.PATH.length()).split("/"));
            return null;
        }
        if (path.startsWith("/monitoring/queries/")) {
            return monitoring(exchange, path.substring("/monitoring/queries/".length()));
        }
        JsonNode body = Json.read(exchange);
        return switch (path) {
            case "/queries/v1/abort-request" -> {
                queries.abort(
                        sessions.require(token(exchange)),
                        body.path("requestId").asText());
                yield Replies.ok();
            }
            case "/session/token-request" -> renew(exchange);
            case "/session/heartbeat" -> {
                sessions.require(token(exchange));
                yield Replies.ok();
            }
            case "/session" -> {
                if ("true".equals(parameters.get("delete"))) {
                    sessions.end(sessions.require(token(exchange)));
                }
                yield Replies.ok();
            }
            case "/telemetry/send", "/session/authenticator-request" -> Replies.ok();
            default -> {
                Json.write(exchange, 404, Replies.refused(SnowflakeError.unsupported("endpoint " + path)));
                yield null;
            }
        };
    }

    private @Nullable ObjectNode login(HttpExchange exchange, Map<String, String> parameters) throws IOException {
        JsonNode data = Json.read(exchange).path("data");
        if (interrupted(exchange, "LOGIN", "", null)) {
            return null;
        }
        if (!data.path("ACCOUNT_NAME").asText().equalsIgnoreCase(account.name())) {
            // unverified: a wrong account has a host name of its own, and the front door of a real service answers for
            // it.
            Json.write(exchange, 404, Json.object());
            return null;
        }
        User user = logins.authenticate(data);
        String role = logins.role(user, stored(parameters.get("roleName")));
        var place = new Sessions.Place(
                stored(parameters.get("databaseName")),
                stored(parameters.get("schemaName")),
                Optional.ofNullable(stored(parameters.get("warehouse"))).orElse(user.defaultWarehouse()));
        var session = new LinkedHashMap<String, String>();
        data.path("SESSION_PARAMETERS")
                .fields()
                .forEachRemaining(e -> session.put(e.getKey(), e.getValue().asText()));
        Sessions.Opened opened = sessions.open(user, role, place, session);
        return tokens(opened, user);
    }

    /** Names of the connection are taken as unquoted identifiers unless they carry quotes. */
    private static @Nullable String stored(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        return name.startsWith("\"") && name.endsWith("\"") && name.length() > 1
                ? name.substring(1, name.length() - 1)
                : Name.stored(name);
    }

    private static ObjectNode tokens(Sessions.Opened opened, User user) {
        ObjectNode reply = Replies.ok();
        ObjectNode data = reply.putObject("data");
        data.put("token", opened.token());
        data.put("masterToken", opened.masterToken());
        data.put("validityInSeconds", opened.tokenValidity().toSeconds());
        data.put("masterValidityInSeconds", opened.masterValidity().toSeconds());
        data.put("displayUserName", user.name());
        data.put("serverVersion", "9.99.0");
        data.put("firstLogin", false);
        data.put("healthCheckInterval", 45);
        data.putNull("newClientForUpgrade");
        data.put("sessionId", opened.session().id());
        data.set("parameters", Replies.parameters(opened.session()));
        ObjectNode info = data.putObject("sessionInfo");
        info.put("databaseName", opened.session().database());
        info.put("schemaName", opened.session().schema());
        info.put("warehouseName", opened.session().warehouse());
        info.put("roleName", opened.session().role());
        return reply;
    }

    private @Nullable ObjectNode renew(HttpExchange exchange) throws IOException {
        if (interrupted(exchange, "RENEW", "", null)) {
            return null;
        }
        Sessions.Opened opened = sessions.renew(token(exchange));
        ObjectNode reply = Replies.ok();
        ObjectNode data = reply.putObject("data");
        data.put("sessionToken", opened.token());
        data.put("validityInSecondsST", opened.tokenValidity().toSeconds());
        data.put("masterToken", opened.masterToken());
        data.put("validityInSecondsMT", opened.masterValidity().toSeconds());
        data.put("sessionId", opened.session().id());
        return reply;
    }

    private @Nullable ObjectNode query(HttpExchange exchange, Map<String, String> parameters)
            throws IOException, InterruptedException {
        JsonNode body = Json.read(exchange);
        String requestId = parameters.getOrDefault("requestId", "");
        String sql = body.path("sqlText").asText();
        String kind = kind(sql);
        if (faults.isNeverAnswered(requestId) || interrupted(exchange, kind, sql, token(exchange))) {
            return null;
        }
        Session session = sessions.require(token(exchange));
        Submission submission = queries.submit(session, QueryRequests.read(requestId, body));
        if (body.path("asyncExec").asBoolean()) {
            return Replies.stillRunning(submission, "333334");
        }
        Optional<Outcome> outcome = submission.await(longQuery);
        Optional<Fault> cut = faults.take(Fault.Kind.CUT_AFTER, kind, sql);
        if (cut.isPresent()) {
            if (cut.get().retriesToo()) {
                faults.neverAnswer(requestId);
            }
            return null;
        }
        return outcome.map(end -> Replies.outcome(submission, end, address(exchange)))
                .orElseGet(() -> Replies.stillRunning(submission, "333333"));
    }

    /** The state of a query of the same user; no entry when there is none. */
    private ObjectNode monitoring(HttpExchange exchange, String queryId) throws InterruptedException {
        Session session = sessions.require(token(exchange));
        Optional<Submission> submission =
                queries.find(queryId).filter(s -> s.session().user().equals(session.user()));
        return Monitoring.reply(submission);
    }

    private ObjectNode result(HttpExchange exchange, String queryId) throws InterruptedException {
        Session session = sessions.require(token(exchange));
        Submission submission = queries.find(queryId)
                .filter(s -> s.session() == session)
                .orElseThrow(() -> new SnowflakeError(709, "02000", "Statement " + queryId + " not found"));
        return submission
                .await(longQuery)
                .map(end -> Replies.outcome(submission, end, address(exchange)))
                .orElseGet(() -> Replies.stillRunning(submission, "333334"));
    }

    private static String address(HttpExchange exchange) {
        return "http://" + exchange.getRequestHeaders().getFirst("Host");
    }

    /** Asked for without a token: the address of a chunk is its key. */
    private void sendChunk(HttpExchange exchange, String[] words) throws IOException, InterruptedException {
        Optional<Submission> submission = words.length == 2 ? queries.find(words[0]) : Optional.empty();
        Optional<byte[]> chunk = submission.isEmpty()
                ? Optional.empty()
                : ResultChunks.read(submission.get(), Integer.parseInt(words[1]));
        if (chunk.isPresent()) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        Json.send(exchange, chunk.isPresent() ? 200 : 404, "application/json", chunk.orElse(new byte[0]));
    }

    /** Lets a scheduled fault happen; true when the request gets no ordinary answer. */
    private boolean interrupted(HttpExchange exchange, String kind, String sql, @Nullable String token)
            throws IOException {
        Optional<Fault> fault = faults.take(BEFORE, kind, sql);
        if (fault.isEmpty()) {
            return false;
        }
        switch (fault.get().kind()) {
            case UNAVAILABLE -> Json.send(exchange, 503, "text/plain", new byte[0]);
            case TOKEN_EXPIRED -> {
                if (token != null) {
                    sessions.expireToken(sessions.require(token));
                }
                return false;
            }
            case SESSION_GONE -> {
                if (token != null) {
                    sessions.end(sessions.require(token));
                }
                return false;
            }
            case LOGIN_REFUSED ->
                throw new SnowflakeError(390_100, "08001", "Incorrect username or password was specified.");
            case CUT_BEFORE, CUT_AFTER, WAREHOUSE_SUSPENDED, LOCK_TIMEOUT, SLOW -> {
                // the connection is closed by the caller
            }
        }
        return true;
    }

    private static String kind(String sql) {
        try {
            return StatementKind.of(StatementParser.parse(sql)).name();
        } catch (SnowflakeError e) {
            return StatementKind.UNKNOWN.name();
        }
    }

    private static String token(HttpExchange exchange) {
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        int start = header.indexOf('"');
        int end = header.lastIndexOf('"');
        return start >= 0 && end > start ? header.substring(start + 1, end) : "";
    }
}
