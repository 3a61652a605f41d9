package io.hubflow.app.demo;

import java.util.List;

/**
 * What came of comparing a table with the stand-in's own records.
 *
 * @param rows records compared
 * @param values non-empty property values compared
 * @param differences sentences, at most {@link #MAX_DIFFERENCES}; empty when all is equal
 */
record Comparison(String objectType, long rows, long values, List<String> differences) {
    /** More say nothing new. */
    static final int MAX_DIFFERENCES = 5;

    Comparison {
        differences = List.copyOf(differences);
    }

    boolean equal() {
        return differences.isEmpty();
    }
}
