package io.hubflow.hubspot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether secrets can be sent at all; a problem is described by places and counts, never by the secret's text. */
final class TokenForm {
    private TokenForm() {}

    static boolean isSendable(String token) {
        return problem("token", token).isEmpty();
    }

    static List<String> problems(AccessTokens tokens) {
        var problems = new ArrayList<String>();
        switch (tokens) {
            case AccessTokens.Static fixed ->
                problem("access token", fixed.token()).ifPresent(problems::add);
            case AccessTokens.OAuthRefresh refresh -> {
                problem("client id", refresh.clientId()).ifPresent(problems::add);
                problem("client secret", refresh.clientSecret()).ifPresent(problems::add);
                problem("refresh token", refresh.refreshToken()).ifPresent(problems::add);
                if (refresh.renewBefore().isNegative()) {
                    problems.add("the time to renew before a token's end is negative");
                }
            }
        }
        return problems;
    }

    private static Optional<String> problem(String name, String secret) {
        if (secret.isBlank()) {
            return Optional.of("the " + name + " is empty");
        }
        for (var i = 0; i < secret.length(); i++) {
            var c = secret.charAt(i);
            if (c <= ' ' || c > '~') {
                var kind = Character.isWhitespace(c) || c == ' '
                        ? "a space or line break"
                        : "a character that no token has";
                return Optional.of("the %s holds %s at place %d of %d".formatted(name, kind, i + 1, secret.length()));
            }
        }
        return Optional.empty();
    }
}
