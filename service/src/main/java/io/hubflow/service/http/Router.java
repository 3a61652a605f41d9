package io.hubflow.service.http;

import io.hubflow.service.HubflowService;
import io.hubflow.service.metrics.StatusMetrics;
import io.hubflow.service.page.Pages;
import io.hubflow.service.status.ServiceStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a request to what answers it. Runs on virtual threads. */
final class Router extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private static final String API = "/api/v1/";

    /** Nothing from elsewhere, no inline script or style, not inside another page. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final Map<String, String> ASSETS = Map.of(
            "/assets/app.css", "text/css; charset=utf-8",
            "/assets/app.js", "text/javascript; charset=utf-8",
            "/assets/icon.svg", "image/svg+xml");

    private final HubflowService service;
    private final HttpSettings settings;
    private final SignIn signIn;
    private final Access access;
    private final SharedAnswer<ServiceStatus> status;
    private final Api api;
    private final Pages pages;
    private final StatusMetrics metrics;
    private final EventStreams streams;

    Router(HubflowService service, HttpSettings settings, SignIn signIn) {
        this.service = service;
        this.settings = settings;
        this.signIn = signIn;
        this.access = new Access(settings, signIn);
        this.status = new SharedAnswer<>(service::status, System::nanoTime);
        this.api = new Api(service, status);
        this.pages = new Pages();
        this.metrics = new StatusMetrics(status::current);
        // Made from a status of its own: it must not be older than the change that it tells.
        this.streams = new EventStreams(service.changes(), () -> pages.live(service.status()), service::stopping);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            var path = Request.getPathInContext(request);
            if (path.equals("/events") && isGet(request)) {
                admit(request);
                secure(response);
                streams.serve(response);
                callback.succeeded();
                return true;
            }
            send(request, response, callback, answer(request, path));
        } catch (Refusal refusal) {
            send(request, response, callback, refused(request, refusal));
        } catch (EofException | InterruptedException gone) {
            callback.failed(gone);
        } catch (IOException e) {
            LOG.debug("A client went away", e);
            callback.failed(e);
        } catch (RuntimeException e) {
            LOG.error("Internal error while answering {}", request.getMethod(), e);
            send(
                    request,
                    response,
                    callback,
                    refused(
                            request,
                            new Refusal(500, "BUG", "Internal error; the log of the service has the details.")));
        }
        return true;
    }

    private Reply answer(Request request, String path) throws IOException {
        access.requireKnownHost(request);
        if (path.equals("/healthz")) {
            requireGet(request);
            return Reply.text(200, "ok");
        }
        if (path.equals("/readyz")) {
            requireGet(request);
            return service.ready() ? Reply.text(200, "ready") : Reply.text(503, "not ready");
        }
        var asset = ASSETS.get(path);
        if (asset != null) {
            requireGet(request);
            return asset(path, asset);
        }
        if (path.equals("/sign-in")) {
            return isGet(request) ? signInPage("") : signIn(request);
        }
        admit(request);
        if (path.startsWith(API)) {
            return api(request, path.substring(API.length()));
        }
        if (path.startsWith("/actions/")) {
            return action(request, path.substring("/actions/".length()));
        }
        requireGet(request);
        return page(request, path);
    }

    /** @throws Refusal when the visitor must sign in first */
    private void admit(Request request) {
        access.requireKnownHost(request);
        if (access.isAdmitted(request)) {
            return;
        }
        if (signIn.isThrottled(Request.getRemoteAddr(request))) {
            throw new Refusal(429, "TOO_MANY_FAILURES", "Too many failed attempts; wait a minute.");
        }
        throw new Refusal(401, "SIGN_IN", "Sign in, or send the token: Authorization: Bearer ...");
    }

    private Reply page(Request request, String path) {
        if (path.equals("/")) {
            return Reply.html(
                    200,
                    pages.index(
                            status.current(),
                            formToken(request),
                            settings.passwordHash().isPresent()));
        }
        if (path.equals("/metrics")) {
            var accept = Objects.requireNonNullElse(request.getHeaders().get(HttpHeader.ACCEPT), "");
            return new Reply(200, metrics.contentType(accept), metrics.write(accept), Map.of());
        }
        var parts = path.split("/", -1);
        if (parts.length == 5 && parts[1].equals("portals") && parts[3].equals("runs")) {
            return Reply.html(200, pages.run(parts[2], api.run(parts[2], parts[4])));
        }
        if (parts.length == 5 && parts[1].equals("portals") && parts[3].equals("verifications")) {
            return Reply.html(200, pages.verification(parts[2], api.verification(parts[2], parts[4])));
        }
        throw Refusal.notFound("There is no such page.");
    }

    private Reply api(Request request, String resource) throws IOException {
        if (isGet(request)) {
            return api.get(resource);
        }
        if (!request.getMethod().equals("POST")) {
            throw new Refusal(
                    405,
                    "WRONG_METHOD",
                    "What is under this path takes no " + request.getMethod()
                            + "; /api/v1/openapi.json lists all paths with their methods.");
        }
        access.requireSameOrigin(request);
        var type = Objects.requireNonNullElse(request.getHeaders().get(HttpHeader.CONTENT_TYPE), "");
        // A form of another site cannot have this type without asking first, and is never allowed to.
        if (!type.startsWith("application/json") && !access.isProgram(request)) {
            throw new Refusal(415, "JSON_EXPECTED", "Send Content-Type: application/json; the body may be empty.");
        }
        var path = resource.split("/", -1);
        if (path.length != 3 || !path[0].equals("portals")) {
            throw Refusal.notFound("There is nothing to change under that path; /api/v1/openapi.json lists all.");
        }
        return api.act(path[1], path[2], RequestedJob.of(request));
    }

    private static String job(Request request) {
        return value(Request.extractQueryParameters(request), "job");
    }

    private Reply action(Request request, String action) throws IOException {
        var form = form(request);
        if (action.equals("sign-out")) {
            access.session(request).ifPresent(signIn::signOut);
            return Reply.seeOther("/sign-in").with("Set-Cookie", Access.COOKIE + "=; Path=/; Max-Age=0");
        }
        api.act(value(form, "portal"), action, job(request));
        return Reply.seeOther("/");
    }

    private Reply signIn(Request request) throws IOException {
        requirePost(request);
        access.requireSameOrigin(request);
        var password = value(RequestBody.form(request), "password");
        return switch (signIn.signIn(password, Request.getRemoteAddr(request))) {
            case SignIn.Outcome.Admitted admitted ->
                Reply.seeOther("/")
                        .with(
                                "Set-Cookie",
                                Access.COOKIE + "=" + admitted.session()
                                        + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + SignIn.SESSION.toSeconds());
            case SignIn.Outcome.Refused refused ->
                signInPage("That is not the password.").withStatus(401);
            case SignIn.Outcome.TooManyFailures failures ->
                signInPage("Too many failed attempts; wait a minute.")
                        .withStatus(429)
                        .with("Retry-After", String.valueOf(failures.pause().toSeconds()));
        };
    }

    private Reply signInPage(String problem) {
        return Reply.html(200, pages.signIn(problem));
    }

    /** @throws Refusal when the form was not made by this service for this visitor */
    private Fields form(Request request) throws IOException {
        requirePost(request);
        access.requireSameOrigin(request);
        var form = RequestBody.form(request);
        if (!signIn.isFormToken(value(form, "form_token"), access.formSession(request))) {
            throw new Refusal(403, "FORM_EXPIRED", "This form is out of date; load the page again.");
        }
        return form;
    }

    private static String value(Fields fields, String name) {
        return Objects.requireNonNullElse(fields.getValue(name), "");
    }

    private String formToken(Request request) {
        return signIn.formToken(access.formSession(request));
    }

    private Reply refused(Request request, Refusal refusal) {
        var path = String.valueOf(Request.getPathInContext(request));
        if (path.startsWith("/api/")) {
            return challenged(refusal, Reply.json(refusal.status(), ApiJson.error(refusal.code(), refusal.sentence())));
        }
        if (refusal.status() == 401 && isGet(request) && !path.equals("/events") && !path.equals("/metrics")) {
            return Reply.seeOther("/sign-in");
        }
        var accept =
                Optional.ofNullable(request.getHeaders().get(HttpHeader.ACCEPT)).orElse("");
        return challenged(
                refusal,
                accept.contains("text/html")
                        ? Reply.html(refusal.status(), pages.error(refusal.sentence()))
                        : Reply.text(refusal.status(), refusal.sentence()));
    }

    private static Reply challenged(Refusal refusal, Reply reply) {
        return switch (refusal.status()) {
            case 401 -> reply.with("WWW-Authenticate", "Bearer");
            case 405 -> reply.with("Allow", "GET, HEAD, POST");
            case 429 -> reply.with("Retry-After", String.valueOf(SignIn.FAILURE_WINDOW.toSeconds()));
            default -> reply;
        };
    }

    private static Reply asset(String path, String type) throws IOException {
        try (var in = Router.class.getResourceAsStream("/io/hubflow/service" + path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing from the jar");
            }
            return new Reply(200, type, in.readAllBytes(), Map.of("Cache-Control", "no-cache"));
        }
    }

    private static boolean isGet(Request request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    private static void requireGet(Request request) {
        if (!isGet(request)) {
            throw new Refusal(405, "WRONG_METHOD", "This can only be read.");
        }
    }

    private static void requirePost(Request request) {
        if (!request.getMethod().equals("POST")) {
            throw new Refusal(405, "WRONG_METHOD", "This takes POST.");
        }
    }

    private static void secure(Response response) {
        var headers = response.getHeaders();
        headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cache-Control", "no-store");
    }

    private static void send(Request request, Response response, Callback callback, Reply reply) {
        secure(response);
        response.setStatus(reply.status());
        var headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, reply.contentType());
        headers.put(new HttpField(HttpHeader.CONTENT_LENGTH, String.valueOf(reply.body().length)));
        reply.headers().forEach(headers::put);
        var head = request.getMethod().equals("HEAD");
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(reply.body()), callback);
    }
}
