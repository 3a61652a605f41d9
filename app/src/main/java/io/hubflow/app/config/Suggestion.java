package io.hubflow.app.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a misspelt one was probably meant to be. */
public final class Suggestion {
    private Suggestion() {}

    /** {@code " Did you mean x?"}, or nothing when no candidate is close. */
    public static String sentence(String written, Collection<String> candidates) {
        return closest(written, candidates)
                .map(name -> ". Did you mean " + name + "?")
                .orElse("");
    }

    /** The nearest candidate, if no more than a third of its letters (and at least one, at most three) differ. */
    static Optional<String> closest(String written, Collection<String> candidates) {
        var plain = plain(written);
        return candidates.stream()
                .filter(candidate -> distance(plain, plain(candidate))
                        <= Math.clamp(Math.max(plain.length(), candidate.length()) / 3, 1, 3))
                .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))));
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Levenshtein's distance with neighbouring letters swapped counted as one edit. */
    private static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (var i = 0; i <= a.length(); i++) {
            for (var j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                var same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                rows[i][j] = Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[a.length()][b.length()];
    }
}
