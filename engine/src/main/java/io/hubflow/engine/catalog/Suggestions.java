package io.hubflow.engine.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** "Did you mean": the known names nearest to a misspelt one. */
public final class Suggestions {
    private static final int SHOWN = 3;
    /** Edits beyond a third of the word make another word of it. */
    private static final int LETTERS_PER_EDIT = 3;
    /** Two letters that changed places. */
    private static final int LEAST_EDITS = 2;

    private Suggestions() {}

    /** At most three names, nearest first; empty when none is near. */
    public static List<String> nearest(String written, Collection<String> known) {
        var most = Math.max(LEAST_EDITS, written.length() / LETTERS_PER_EDIT);
        return known.stream()
                .distinct()
                .map(name -> new Candidate(name, distance(written, name)))
                .filter(candidate -> candidate.edits <= most || candidate.name.startsWith(written))
                .sorted(Comparator.comparingInt(Candidate::edits).thenComparing(Candidate::name))
                .limit(SHOWN)
                .map(Candidate::name)
                .toList();
    }

    /** {@code Did you mean a, b or c?}, or {@code otherwise} when nothing is near. */
    public static String sentence(String written, Collection<String> known, String otherwise) {
        var nearest = nearest(written, known);
        return nearest.isEmpty() ? otherwise : "Did you mean " + String.join(" or ", nearest) + "?";
    }

    /** Levenshtein, two rows. */
    private static int distance(String a, String b) {
        var previous = new int[b.length() + 1];
        var current = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(swap, 1 + Math.min(previous[j], current[j - 1]));
            }
            var kept = previous;
            previous = current;
            current = kept;
        }
        return previous[b.length()];
    }

    private record Candidate(String name, int edits) {}
}
