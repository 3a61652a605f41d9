package io.hubflow.simulation;

import java.util.List;

/** Looks for tokens where none may be. */
final class SecretCheck {
    private SecretCheck() {}

    static List<String> leaks(List<String> secrets, String text) {
        return secrets.stream()
                .filter(text::contains)
                .map(secret -> "a token stands in: " + around(text, secret))
                .toList();
    }

    private static String around(String text, String secret) {
        var at = text.indexOf(secret);
        return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + secret.length() + 40));
    }
}
