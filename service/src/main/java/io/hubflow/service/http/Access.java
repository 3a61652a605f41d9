package io.hubflow.service.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Decides who may ask for what. Thread-safe. */
final class Access {
    static final String COOKIE = "hubflow_session";

    /** A page of another site can point a name of its own at this machine, but not an address. */
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

    private static final String BEARER = "Bearer ";

    private final HttpSettings settings;
    private final SignIn signIn;

    Access(HttpSettings settings, SignIn signIn) {
        this.settings = settings;
        this.signIn = signIn;
    }

    /** The service answers under names that it knows, so that no other site's page can read it by DNS rebinding. */
    void requireKnownHost(Request request) {
        var host = String.valueOf(request.getHttpURI().getHost()).toLowerCase(Locale.ROOT);
        var known = host.equals("localhost")
                || ADDRESS.matcher(host).matches()
                || host.equals(settings.host())
                || settings.hostNames().contains(host);
        if (!known) {
            throw new Refusal(
                    421,
                    "UNKNOWN_HOST",
                    "This service does not answer under that name. Add it to service.host-names, or ask by address.");
        }
    }

    /** A browser says where a request comes from; another site may not change anything here. */
    void requireSameOrigin(Request request) {
        var headers = request.getHeaders();
        var site = headers.get("Sec-Fetch-Site");
        var origin = headers.get(HttpHeader.ORIGIN);
        var foreignSite = site != null && !site.equals("same-origin") && !site.equals("none");
        if (foreignSite || (origin != null && !authority(origin).equals(headers.get(HttpHeader.HOST)))) {
            throw new Refusal(403, "FOREIGN_ORIGIN", "Another site's page may not do this.");
        }
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(new URI(origin).getAuthority());
        } catch (URISyntaxException e) {
            return "";
        }
    }

    boolean isAdmitted(Request request) {
        return !settings.isProtected() || isProgram(request) || signIn.isSession(session(request));
    }

    /** Whether the request carries the right token. */
    boolean isProgram(Request request) {
        var authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return authorization != null
                && authorization.startsWith(BEARER)
                && signIn.isToken(authorization.substring(BEARER.length()).strip(), Request.getRemoteAddr(request));
    }

    Optional<String> session(Request request) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(cookie -> cookie.getValue())
                .findFirst();
    }

    /** What forms of this visitor carry. Without a password there are no sessions, and all share one. */
    Optional<String> formSession(Request request) {
        return settings.isProtected() ? session(request) : Optional.empty();
    }
}
